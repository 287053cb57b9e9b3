"""What the desk says of its own accord: to the admins and in the threads of cards."""
