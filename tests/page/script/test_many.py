"""A channel with many messages scrolls smoothly, and keeps the reader's position."""

import pytest
from playwright.async_api import expect

from tests.page.scripted import ScriptedSandbox, said
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
MANY = 500
ROUNDS = 4
_SCROLL = """async () => {
  const list = document.querySelector(".messages");
  list.scrollTop = 0;
  await new Promise(requestAnimationFrame);
  const work = [];
  for (let step = 0; step < 30; step += 1) {
    const begun = performance.now();
    list.scrollTop = ((list.scrollHeight - list.clientHeight) * step) / 30;
    list.getBoundingClientRect();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    work.push(performance.now() - begun);
  }
  return work.sort((one, other) => one - other)[Math.floor(work.length / 2)];
}"""
_REST = """async () => {
  const rest = [];
  for (let step = 0; step < 30; step += 1) {
    const begun = performance.now();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    rest.push(performance.now() - begun);
  }
  return rest.sort((one, other) => one - other)[15];
}"""


async def test_five_hundred_messages_scroll_smoothly(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    """A frame while scrolling takes at most three times as long as one in which nothing happens on the same machine.

    Other work of the machine can only add to it, so the quickest round tells.
    """
    for number in range(MANY):
        sandbox.posts(
            f"Message {number}", [said(f"*Message {number}* with <https://example.com/{number}|a link>. " * 3)]
        )
    await watcher.sees(f"Message {MANY - 1}", within=".messages")
    await expect(watcher.page.locator(".message")).to_have_count(MANY)
    rest = await watcher.page.evaluate(_REST)
    rounds = [await watcher.page.evaluate(_SCROLL) for _ in range(ROUNDS)]
    assert min(rounds) <= 3 * rest, f"{rounds} ms while scrolling, {rest:.1f} ms at rest"


async def test_of_many_messages_only_a_new_one_is_sent_and_drawn(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    for number in range(MANY):
        sandbox.posts(f"Message {number}")
    await expect(watcher.page.locator(".message")).to_have_count(MANY)
    await watcher.page.evaluate("""() => {
      window.drawn = 0;
      new MutationObserver((changes) => {
        for (const change of changes) window.drawn += change.addedNodes.length;
      }).observe(document.querySelector(".messages ol"), { childList: true });
    }""")
    sandbox.posts("One more")
    await watcher.sees("One more", within=".messages")
    assert await watcher.page.evaluate("window.drawn") == 1


async def test_a_new_message_does_not_scroll_a_reader_of_old_ones(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    for number in range(60):
        sandbox.posts(f"Message {number}")
    await watcher.sees("Message 59", within=".messages")
    await watcher.page.evaluate("document.querySelector('.messages').scrollTop = 100")
    sandbox.posts("Unseen")
    await expect(watcher.page.locator(".message")).to_have_count(61)
    assert await watcher.page.evaluate("document.querySelector('.messages').scrollTop") == pytest.approx(100, abs=40)
    await watcher.page.evaluate("(list => list.scrollTop = list.scrollHeight)(document.querySelector('.messages'))")
    sandbox.posts("Seen")
    await expect(watcher.message("Seen").last).to_be_in_viewport()
