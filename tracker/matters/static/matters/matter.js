// ＋新增督办事项: one dialog, from every page, by the key c. A pasted sentence fills it in.

import { button, h } from "../common/elements.js";
import { Refused, request } from "../common/requests.js";
import { MatterForm } from "./form.js";

const opener = document.querySelector("[data-matter-open]:not([data-supplement])");
let dialog = null;

function keptFor(path) {
  return globalThis.keptFor?.(opener.dataset.owner, path) ?? { read: () => null, write() {}, forget() {} };
}

async function open(from = opener, { text = "" } = {}) {
  if (dialog) {
    return;
  }
  const { supplement } = from.dataset;
  const path = supplement ?? opener.dataset.url;
  const kept = keptFor(path);
  const before = kept.read();
  const box = h("dialog", { class: "dc-matter", "aria-label": supplement ? "补充举措" : "新增督办事项" });
  dialog = box;
  const form = new MatterForm({
    urls: opener.dataset,
    supplement: supplement ? { document: from.dataset.document, handedOut: Boolean(from.dataset.handedOut) } : null,
    keep: (values) => kept.write(values),
  });
  box.append(form.element);
  document.body.append(box);
  box.addEventListener("close", () => {
    box.remove();
    dialog = null;
    from.focus({ preventScroll: true });
  });
  box.showModal();
  form.leave = () => box.close();
  form.deliver = (values, files) => send(path, values, files, { kept, form, box, from });
  try {
    await form.load();
  } catch (error) {
    form.complain(error);
    return;
  }
  if (before?.values) {
    form.restore(before.values, before.lost);
  } else if (text) {
    form.fillWith(text);
  }
}

async function send(path, values, files, { kept, form, box, from }) {
  let answer = null;
  try {
    answer = await request("POST", path, { data: values });
  } catch (error) {
    if (error instanceof Refused && error.login) {
      kept.write(form.values(), { lost: true }); // the page to log in says that it is kept
    }
    throw error;
  }
  kept.forget();
  const failed = [];
  for (const file of files) {
    const body = new FormData();
    body.append("file", file);
    try {
      await request("POST", `${opener.dataset.url}${answer.document.id}/files/`, { body });
    } catch (error) {
      failed.push(`${file.name}：${error.message}`);
    }
  }
  done(box, answer, failed, from);
}

function done(box, answer, failed, from) {
  const { document: made } = answer;
  const page = `/policies/policydocument/${made.id}/`;
  const next = button("继续新增", () => (box.close(), setTimeout(() => open(from))), { class: "dc-button" });
  const link = (words, address, primary = false) => h("a", { class: `dc-button${primary ? " dc-is-primary" : ""}`, href: address }, words);
  const draft = made.status === "draft";
  box.replaceChildren(
    h(
      "div",
      { class: "dc-matter-done dc-stack-tight", role: "status" },
      h("h2", {}, draft ? "已存为草稿" : answer.dispatched ? "已交办" : "已补充"),
      h("p", {}, answer.message),
      failed.length ? h("p", { class: "dc-note dc-note-danger" }, `有附件没有上传：${failed.join("；")}。请在事项页面重新添加。`) : null,
      h("p", { class: "dc-faint" }, draft ? "下一步：校核后交办。" : answer.dispatched ? "下一步：等待单位签收；有单位签收之前可以撤回交办。" : "下一步：交办文件。"),
      h(
        "div",
        { class: "dc-row" },
        draft ? link("校核并交办", `${page}check/`, true) : link("查看事项", page, true),
        next,
        answer.dispatched && made.origin !== "file" ? link("撤回交办", `${page}recall/`) : null,
        button("关闭", () => box.close(), { class: "dc-button" }),
      ),
    ),
  );
  box.querySelector("a")?.focus();
}

if (opener) {
  document.querySelectorAll("[data-matter-open]").forEach((one) => one.addEventListener("click", () => open(one, { text: one.dataset.text ?? "" })));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing;
    if (event.key === "c" && !typing && !held && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      open();
    }
  });
  const lost = keptFor(opener.dataset.url).read();
  if (lost?.lost) {
    open(); // the session ended while it was sent: it stands there again
  }
}
