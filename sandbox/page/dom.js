/** Small helpers to build the page. Text always becomes text nodes, never HTML. */

/**
 * @param {string} tag
 * @param {Object<string, any>} [given] attributes; `on` holds listeners; false, null and undefined are left out
 * @param {...(Node|string|null|false|undefined|Array)} children
 */
export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === ""));
  return node;
}

/** A button that calls `act`; screen readers say its label. */
export function button(label, act, given = {}) {
  return el("button", { type: "button", on: { click: act }, ...given }, label);
}

const shown = new WeakMap();

/**
 * Makes the children of `parent` match `items`. A child is drawn again only when its stamp changed; by default the
 * stamp is the item object itself. The focus stays where it was.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} draw
 * @param {(item: T) => any} [stamp]
 */
export function sync(parent, items, keyOf, draw, stamp = (item) => item) {
  const keys = new Set(items.map(keyOf));
  // Removals first: then a node that stays is never moved, and a move would take the focus from it.
  for (const node of [...parent.children]) if (!keys.has(node.dataset.key)) node.remove();
  const there = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const old = there.get(key);
    const same = old && shown.get(old) === stamp(item);
    const node = same ? old : draw(item);
    if (!same) {
      node.dataset.key = key;
      shown.set(node, stamp(item));
      if (old) {
        if (old === before) before = node;
        replaceInPlace(old, node);
      }
    }
    if (node === before) before = node.nextElementSibling;
    else parent.insertBefore(node, before);
  }
}

/** Replaces a node and keeps the focus and the open menus inside it: they are matched by `data-focus`. */
export function replaceInPlace(old, node) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const opened = [...old.querySelectorAll("details[open] > summary[data-focus]")];
  old.replaceWith(node);
  for (const summary of opened) {
    const again = sameIn(node, summary);
    if (again) again.parentElement.open = true;
  }
  if (active) sameIn(node, active)?.focus({ preventScroll: true });
}

function sameIn(node, { dataset: { focus } }) {
  return focus && [...node.querySelectorAll("[data-focus]")].find((each) => each.dataset.focus === focus);
}

let ids = 0;

/** An id for `for`, `aria-labelledby` and the like. */
export function newId(what) {
  ids += 1;
  return `${what}-${ids}`;
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [contenteditable=true], [tabindex='0']";

/** The elements inside `node` that the Tab key reaches, in order. */
export function focusable(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter(
    (each) => !each.disabled && !each.closest("[inert]") && each.getClientRects().length > 0,
  );
}
