// One way to ask: a form in a <dialog>. What was typed stays until it is saved or thrown away on purpose.

import { Refused } from "./api.js";
import { h, uniqueId } from "./dom.js";

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
 * function whose value, when it changes, counts as typed. `reload`: called when the page is behind.
 * Resolves to what `run` returned, or to null when the user gave up.
 */
export function ask({ title, body, save = "保存", danger = false, run, also = [], extra = () => "", reload, readOnly = false }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("ck-title");
    const alert = h("div", { class: "ck-alert", role: "alert" });
    const leaving = h("div", { class: "ck-alert", role: "alert" });
    const submit = h("button", { type: "submit", class: `ck-button is-primary${danger ? " is-danger" : ""}` }, save);
    const buttons = also.map((other) =>
      h(
        "button",
        { type: "button", class: `ck-button${other.danger ? " is-danger-outline" : ""}`, onclick: () => go(other.run) },
        other.words,
      ),
    );
    const cancel = h("button", { type: "button", class: "ck-button", onclick: () => giveUp() }, readOnly ? "关闭" : "取消");
    const form = h(
      "form",
      { method: "dialog", class: "ck-form", novalidate: true },
      h("h2", { id: titleId }, title),
      h("div", { class: "ck-form-body" }, body),
      alert,
      leaving,
      h("div", { class: "ck-form-buttons" }, buttons, h("span", { class: "ck-grow" }), cancel, readOnly ? null : submit),
    );
    const dialog = h("dialog", { class: "ck-dialog", "aria-labelledby": titleId }, form);
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
      const stay = h("button", { type: "button", class: "ck-button", onclick: () => leaving.replaceChildren() }, "继续编辑");
      leaving.replaceChildren(
        h("p", {}, "有尚未保存的内容，确定放弃吗？"),
        h("button", { type: "button", class: "ck-button is-danger", onclick: () => close(null) }, "放弃"),
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
      [submit, ...buttons].forEach((button) => (button.disabled = true));
      try {
        const value = await work();
        busy = false;
        close(value ?? true);
      } catch (error) {
        busy = false;
        complain(error);
      } finally {
        form.removeAttribute("aria-busy");
        [submit, ...buttons].forEach((button) => (button.disabled = false));
      }
    }

    function complain(error) {
      const fresh = h("button", { type: "button", class: "ck-button", onclick: () => refresh() }, "载入最新内容");
      const known = error instanceof Refused;
      if (!known) {
        console.error(error);
      }
      alert.replaceChildren(
        h("p", {}, known ? error.message : "页面出错，请刷新后重试。"),
        error.conflict && reload ? fresh : "",
        error.login ? h("a", { href: document.querySelector("#checking").dataset.loginUrl, target: "_blank", rel: "noopener" }, "重新登录") : "",
      );
      submit.textContent = error.retry ? "重试" : save;
    }

    async function refresh() {
      try {
        await reload();
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

/** A label with its field below. */
export function field(label, control, help) {
  const id = control.id || uniqueId("ck-field");
  control.id = id;
  const helpId = help ? `${id}-help` : null;
  if (help) {
    control.setAttribute("aria-describedby", helpId);
  }
  return h(
    "div",
    { class: "ck-field" },
    h("label", { for: id }, label),
    control,
    help ? h("p", { class: "ck-faint", id: helpId }, help) : null,
  );
}

/** Radio buttons side by side. */
export function choice(label, name, options, value, onchange) {
  return h(
    "fieldset",
    { class: "ck-field" },
    h("legend", {}, label),
    h(
      "div",
      { class: "ck-choices" },
      Object.entries(options).map(([key, words]) =>
        h("label", {}, h("input", { type: "radio", name, value: key, checked: key === value, onchange }), ` ${words}`),
      ),
    ),
  );
}

/** A tick. */
export function tick(label, name, checked, onchange) {
  return h("label", { class: "ck-tick" }, h("input", { type: "checkbox", name, checked, onchange }), ` ${label}`);
}

/** What a form's field of that name holds. */
export function valueOf(root, name) {
  const control = root.querySelector(`[name="${name}"]:checked`) ?? root.querySelector(`[name="${name}"]:not([type=radio])`);
  return control?.type === "checkbox" ? control.checked : control?.value;
}
