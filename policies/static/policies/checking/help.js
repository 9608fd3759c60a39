// What is there to read: the keys, and the trail of what was changed.

import { h } from "../../common/elements.js";
import { ask, tick } from "./dialog.js";

const SETTING = "dc-check-keys";

export const KEYS = {
  n: "下一个待核事项",
  p: "上一个待核事项",
  w: "当前待核事项无误",
  e: "修改当前待核事项，或当前举措",
  j: "下一条举措",
  k: "上一条举措",
  x: "选中或取消选中当前举措",
  b: "批量设定时限、报送周期",
  u: "撤销最近一次修改",
  "?": "显示快捷键",
};

/** Whether the single keys work; a reader who dictates can switch them off. */
export function keysAreOn() {
  return localStorage.getItem(SETTING) !== "off";
}

/** The keys. */
export function showKeys() {
  return ask({
    title: "快捷键",
    readOnly: true,
    body: [
      h(
        "dl",
        { class: "dc-check-keys" },
        Object.entries(KEYS).map(([key, words]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, words))),
        h("div", {}, h("dt", {}, h("kbd", {}, "Tab")), h("dd", {}, "在举措的单位、时限、按钮之间移动，Enter 打开")),
        h("div", {}, h("dt", {}, h("kbd", {}, "Esc")), h("dd", {}, "关闭对话框")),
      ),
      tick("启用单键快捷键", "keys", keysAreOn(), (event) => localStorage.setItem(SETTING, event.target.checked ? "on" : "off")),
    ],
  });
}

/** Who changed what, when; the newest first. */
export function showTrail(store) {
  return ask({
    title: "校核记录",
    readOnly: true,
    body: store.trail.length
      ? [
          h(
            "ol",
            { class: "dc-check-trail" },
            store.trail.map((edit) =>
              h(
                "li",
                { class: edit.undone ? "dc-is-undone" : null },
                h("span", { class: "dc-faint" }, `${edit.at} ${edit.who} `),
                h(edit.undone ? "s" : "span", {}, edit.what),
                edit.undone ? h("span", { class: "dc-faint" }, "（已撤销）") : null,
              ),
            ),
          ),
        ]
      : [h("p", { class: "dc-check-empty" }, "还没有修改。")],
  });
}
