"use strict";

// What people write into a form outlives the end of their session. It is kept in this browser, for each user
// and each address that a form is sent to, until it has arrived; after logging in it stands there again.
// A report has a draft on the server besides (work/report/draft.js) and is left alone.

(() => {
  const PREFIX = "ducha-kept:";
  const OLDEST = 7 * 24 * 3600 * 1000; // milliseconds
  const TEXT = "textarea, input[type=text], input[type=email], input[type=tel], input[type=url], input:not([type])";
  const LEFT_ALONE = "#report-form, #login-form, #changelist-form, [data-no-keep]";

  function store(key, value) {
    try {
      if (value) {
        localStorage.setItem(key, JSON.stringify(value));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      /* storage is full or forbidden: the form works without */
    }
  }

  function entries() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        found.push([key, JSON.parse(localStorage.getItem(key))]);
      }
    } catch {
      return [];
    }
    return found;
  }

  function isKept(form) {
    return (
      form.method === "post" &&
      !form.matches(LEFT_ALONE) &&
      !form.querySelector("input[type=password]") &&
      form.querySelector(TEXT) !== null
    );
  }

  // The form that asks again on a page of its own has the same address.
  function keyOf(form, user) {
    const action = form.getAttribute("action") || window.location.href;
    return `${PREFIX}${user}:${new URL(action, window.location.href).pathname}`;
  }

  function boxes(form) {
    const none = ["hidden", "password", "file", "submit", "button", "reset", "search"];
    return [...form.elements].filter((box) => box.name && !none.includes(box.type) && box.tagName !== "FIELDSET");
  }

  function read(form) {
    const values = {};
    for (const box of boxes(form)) {
      values[box.name] ??= [];
      if (!["checkbox", "radio"].includes(box.type)) {
        values[box.name].push(...(box.multiple ? [...box.selectedOptions].map((one) => one.value) : [box.value]));
      } else if (box.checked) {
        values[box.name].push(box.value);
      }
    }
    return values;
  }

  function fill(form, values) {
    const taken = {};
    for (const box of boxes(form)) {
      const kept = values[box.name];
      if (!kept) {
        continue;
      }
      if (["checkbox", "radio"].includes(box.type)) {
        box.checked = kept.includes(box.value);
      } else if (box.multiple) {
        [...box.options].forEach((one) => {
          one.selected = kept.includes(one.value);
        });
      } else {
        taken[box.name] ??= 0;
        box.value = kept[taken[box.name]] ?? box.value;
        taken[box.name] += 1;
      }
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function same(one, other) {
    return JSON.stringify(one).replaceAll("\\r\\n", "\\n") === JSON.stringify(other).replaceAll("\\r\\n", "\\n");
  }

  function say(form, text, choices) {
    const note = document.createElement("p");
    note.className = "dc-note";
    note.setAttribute("role", "status");
    note.append(text, " ");
    for (const [label, act] of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "dc-link";
      button.textContent = label;
      button.addEventListener("click", () => {
        act();
        note.remove();
      });
      note.append(button, " ");
    }
    form.prepend(note);
  }

  function meet(form, key, kept) {
    const now = read(form);
    if (kept && !same(now, kept.values)) {
      const forget = ["不再保留", () => store(key, null)];
      if (kept.lost) {
        fill(form, kept.values);
        store(key, { ...kept, sent: false, lost: false });
        const undo = ["清除", () => { fill(form, now); store(key, null); }];
        say(form, "登录中断前填写的内容已恢复，尚未提交，请核对后重新提交。", [undo]);
      } else if (kept.sent) {
        store(key, null); // it has arrived, and the form stands here anew
      } else {
        say(form, "您上次在这里填写的内容还没有提交。", [["恢复", () => fill(form, kept.values)], forget]);
      }
    } else if (kept) {
      store(key, { ...kept, sent: false, lost: false });
    }
    const keep = () => store(key, { values: read(form), at: Date.now(), sent: false, lost: false });
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => store(key, { values: read(form), at: Date.now(), sent: true, lost: false }));
  }

  // For forms that a script makes (a dialog): the same store, under the address that they are sent to.
  globalThis.keptFor = (user, path) => ({
    read: () => entries().find(([key]) => key === `${PREFIX}${user}:${path}`)?.[1] ?? null,
    write: (values, { lost = false } = {}) => store(`${PREFIX}${user}:${path}`, { values, at: Date.now(), sent: lost, lost }),
    forget: () => store(`${PREFIX}${user}:${path}`, null),
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const [key, kept] of entries()) {
      if (!kept?.at || Date.now() - kept.at > OLDEST) {
        store(key, null);
      }
    }
    const user = document.querySelector("[data-user]")?.dataset.user;
    if (!user) {
      const lost = entries().filter(([, kept]) => kept.sent || kept.lost);
      lost.forEach(([key, kept]) => store(key, { ...kept, lost: true }));
      const form = document.getElementById("login-form");
      if (form && lost.length) {
        say(form, "您刚才填写的内容已保存在本机，登录后会恢复到原来的表单中。", []);
      }
      return;
    }
    const here = new Map([...document.forms].filter(isKept).map((form) => [keyOf(form, user), form]));
    const own = entries().filter(([key]) => key.startsWith(`${PREFIX}${user}:`));
    const kept = new Map(own);
    for (const [key, form] of here) {
      meet(form, key, kept.get(key));
    }
    for (const [key, value] of own) {
      const elsewhere = !key.endsWith(`:${window.location.pathname}`);
      if (!here.has(key) && value.sent && !value.lost && elsewhere) {
        store(key, null); // the page that follows a form that was taken
      }
    }
  });
})();
