// One way to ask: a form in a <dialog>. What was typed stays until it is saved or thrown away on purpose.

import { button, h, uniqueId } from "../../common/elements.js";
import { Refused } from "../../common/requests.js";

const open = new Set();

// Leaving the page with something typed asks first.
window.addEventListener("beforeunload", (event) => {
  if ([...open].some((dialog) => dialog.isDirty())) {
    event.preventDefault();
  }
});

/** Whether a dialog is open: the page's own keys then rest. */
export function isAsking() {
  return open.size > 0;
}

/**
 * Ask and do.
 *
 * `body`: elements of the form. `save`: the words on its button. `run`: called with nothing when the form is
 * sent; what it throws is shown and the form stays. `also`: more buttons, `{words, danger, run}`. `extra`: a
 * function whose value, when it changes, counts as typed. `store`: loaded anew when the page is behind.
 * Resolves to what `run` returned, or to null when the user gave up.
 */
export function ask({ title, body, save = "保存", danger = false, run, also = [], extra = () => "", store, readOnly = false }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("dc-check-title");
    const alert = h("div", { class: "dc-check-alert", role: "alert" });
    const leaving = h("div", { class: "dc-check-alert", role: "alert" });
    const submit = h("button", { type: "submit", class: `dc-button dc-is-primary${danger ? " dc-is-danger" : ""}` }, save);
    const buttons = also.map((other) =>
      button(other.words, () => go(other.run), { class: `dc-button${other.danger ? " dc-is-danger-outline" : ""}` }),
    );
    const cancel = button(readOnly ? "关闭" : "取消", () => giveUp(), { class: "dc-button" });
    const form = h(
      "form",
      { method: "dialog", class: "dc-check-form", novalidate: true },
      h("h2", { id: titleId }, title),
      h("div", { class: "dc-check-form-body" }, body),
      alert,
      leaving,
      h("div", { class: "dc-check-form-buttons" }, buttons, h("span", { class: "dc-check-grow" }), cancel, readOnly ? null : submit),
    );
    const dialog = h("dialog", { class: "dc-check-dialog", "aria-labelledby": titleId }, form);
    let busy = false;

    const contents = () => JSON.stringify([[...new FormData(form)].map(([name, value]) => [name, String(value)]), extra()]);
    let clean = "";
    const handle = { isDirty: () => !readOnly && contents() !== clean };

    function close(value) {
      open.delete(handle);
      dialog.close();
      dialog.remove();
      resolve(value);
    }

    function giveUp() {
      if (busy) {
        return;
      }
      if (!handle.isDirty()) {
        close(null);
        return;
      }
      const stay = button("继续编辑", () => leaving.replaceChildren(), { class: "dc-button" });
      leaving.replaceChildren(
        h("p", {}, "有尚未保存的内容，确定放弃吗？"),
        button("放弃", () => close(null), { class: "dc-button dc-is-danger" }),
        stay,
      );
      stay.focus();
    }

    async function go(work) {
      if (busy) {
        return;
      }
      busy = true;
      form.setAttribute("aria-busy", "true");
      alert.replaceChildren();
      leaving.replaceChildren();
      [submit, ...buttons].forEach((other) => (other.disabled = true));
      try {
        const value = await work();
        busy = false;
        close(value ?? true);
      } catch (error) {
        busy = false;
        complain(error);
      } finally {
        form.removeAttribute("aria-busy");
        [submit, ...buttons].forEach((other) => (other.disabled = false));
      }
    }

    function complain(error) {
      const fresh = button("载入最新内容", () => refresh(), { class: "dc-button" });
      const known = error instanceof Refused;
      if (!known) {
        console.error(error);
      }
      alert.replaceChildren(
        h("p", {}, known ? error.message : "页面出错，请刷新后重试。"),
        error.conflict && store ? fresh : "",
        error.login ? h("a", { href: document.querySelector("#checking").dataset.loginUrl, target: "_blank", rel: "noopener" }, "重新登录") : "",
      );
      submit.textContent = error.retry ? "重试" : save;
    }

    async function refresh() {
      try {
        await store.load();
        alert.replaceChildren(h("p", {}, "已载入最新内容，您填写的内容仍在，请核对后再次保存。"));
        submit.focus();
      } catch (error) {
        complain(error);
      }
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wrong = form.querySelector(":invalid");
      if (wrong) {
        alert.replaceChildren(h("p", {}, wrong.dataset.wrong || wrong.validationMessage));
        wrong.focus();
        return;
      }
      go(run);
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      giveUp();
    });
    // Chromium closes a dialog at the second Esc whatever is said at the first.
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        giveUp();
      }
    });
    document.querySelector("#checking").append(dialog);
    open.add(handle);
    dialog.showModal();
    const first = document.activeElement;
    if (first instanceof HTMLInputElement && first.type === "text") {
      first.setSelectionRange(first.value.length, first.value.length);
    }
    clean = contents();
  });
}

/** A box for some words; `wrong`: what is said when it is left empty or filled wrongly. */
export function textBox(name, { wrong, ...props } = {}) {
  return h("input", { type: "text", class: "dc-input", name, dataset: { wrong: wrong ?? "" }, ...props });
}

/** A box for sentences. */
export function area(name, value, { wrong, ...props } = {}) {
  return h("textarea", { class: "dc-input", name, rows: 6, maxlength: "10000", dataset: { wrong: wrong ?? "" }, ...props }, value);
}

/** A label with its field below. */
export function field(label, control, help) {
  const id = control.id || uniqueId("dc-check-field");
  control.id = id;
  const helpId = help ? `${id}-help` : null;
  if (help) {
    control.setAttribute("aria-describedby", helpId);
  }
  return h(
    "div",
    { class: "dc-check-field" },
    h("label", { for: id }, label),
    control,
    help ? h("p", { class: "dc-faint", id: helpId }, help) : null,
  );
}

/** Radio buttons side by side. */
export function choice(label, name, options, value, onchange) {
  return h(
    "fieldset",
    { class: "dc-check-field" },
    h("legend", {}, label),
    h(
      "div",
      { class: "dc-check-choices" },
      Object.entries(options).map(([key, words]) =>
        h("label", {}, h("input", { type: "radio", name, value: key, checked: key === value, onchange }), ` ${words}`),
      ),
    ),
  );
}

/** A tick. */
export function tick(label, name, checked, onchange) {
  return h("label", { class: "dc-tick" }, h("input", { type: "checkbox", name, checked, onchange }), ` ${label}`);
}

/** What a form's field of that name holds. */
export function valueOf(root, name) {
  const control = root.querySelector(`[name="${name}"]:checked`) ?? root.querySelector(`[name="${name}"]:not([type=radio])`);
  return control?.type === "checkbox" ? control.checked : control?.value;
}
