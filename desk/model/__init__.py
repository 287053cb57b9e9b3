"""What the desk is about: frozen data and pure rules, without input or output."""
