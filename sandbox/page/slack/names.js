/** Names for the ids in Slack's texts. */

export const namesIn = (store) => ({
  user: (id) => store.get(`user:${id}`)?.name,
  channel: (id) => store.get(`channel:${id}`)?.name,
  users: () => store.all("user").filter((user) => !user.bot),
  channels: () => store.all("channel").filter((channel) => channel.kind !== "im"),
});
