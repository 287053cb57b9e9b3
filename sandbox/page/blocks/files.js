/** The field for files: each file is uploaded as soon as it is chosen. */
import { upload } from "../api.js";
import { button, el } from "../dom.js";
import { notice } from "../notice.js";

export function fileInput(element, value, around) {
  let files = [];
  const most = element.max_files ?? 10;
  const list = el("ul", { class: "files" });
  const input = el("input", {
    type: "file",
    id: around.id,
    multiple: most > 1,
    "aria-labelledby": around.labelId,
    "aria-describedby": around.describedBy,
    "data-focus": around.focus,
    on: { change: add },
  });
  const node = el("div", { class: "file-input" }, input, list);

  function show() {
    list.replaceChildren(
      ...files.map((file) =>
        el("li", {}, `${file.name} (${size(file.size)})`, button("Remove", () => put(files.filter((each) => each !== file)), { class: "plain", "aria-label": `Remove ${file.name}` })),
      ),
    );
  }
  function put(now) {
    files = now;
    show();
    around.changed();
  }
  async function add() {
    const chosen = [...input.files];
    input.value = "";
    if (files.length + chosen.length > most) {
      notice(`This field takes ${most} files at most.`);
      return;
    }
    for (const file of chosen) {
      const { ok, data } = await upload(around.who, file);
      if (ok) put([...files, data]);
      else notice(data.error);
    }
  }
  const set = (held) => {
    files = held ?? [];
    show();
  };
  set(value);
  return { node, control: input, get: () => files, set };
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`);
