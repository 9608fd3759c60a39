"use strict";

// Keys: / to search, arrows or j and k from row to row, Enter opens.
(() => {
  // What was remembered stands in the address, so that a copied address shows the same.
  if (!location.search) {
    history.replaceState(null, "", `?${document.querySelector("[data-query]").dataset.query}`);
  }

  const rows = [...document.querySelectorAll("#lg-table tr[data-row]")];
  let here = -1;

  function move(to) {
    if (!rows.length) {
      return;
    }
    rows[here]?.classList.remove("is-here");
    here = Math.max(0, Math.min(rows.length - 1, to));
    rows[here].classList.add("is-here");
    rows[here].querySelector("a").focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, details[open] .lg-panel");
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      document.querySelectorAll(".lg-menu[open]").forEach((menu) => menu.removeAttribute("open"));
      if (typing) {
        event.target.blur();
      }
      return;
    }
    if (typing) {
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("lg-q").select();
    } else if (event.key === "j" || event.key === "ArrowDown") {
      event.preventDefault();
      move(here + 1);
    } else if (event.key === "k" || event.key === "ArrowUp") {
      event.preventDefault();
      move(here - 1);
    } else if (event.key === "Enter" && here >= 0 && event.target === document.body) {
      rows[here].querySelector("a").click();
    }
  });

  // A row that the reader has come to by Tab or by a click is the one that the keys go on from.
  document.getElementById("lg-table")?.addEventListener("focusin", (event) => {
    const row = rows.indexOf(event.target.closest("tr[data-row]"));
    if (row >= 0 && row !== here) {
      rows[here]?.classList.remove("is-here");
      here = row;
      rows[here].classList.add("is-here");
    }
  });

  // One open menu at a time; a click beside it closes it.
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".lg-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) {
        menu.removeAttribute("open");
      }
    });
  });

  // On a phone the filters stand closed above the rows.
  if (window.matchMedia("(max-width: 767px)").matches) {
    document.querySelector(".lg-filters")?.removeAttribute("open");
  }

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", async () => {
      const address = new URL(button.dataset.copy, location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        button.textContent = "已复制";
      } catch {
        // Without https the browser keeps its clipboard to itself: show the address, to be copied by hand.
        const box = document.createElement("input");
        box.className = "tk-input";
        box.readOnly = true;
        box.value = address;
        box.setAttribute("aria-label", "视图链接");
        button.replaceWith(box);
        box.select();
      }
    });
  });

  // Back to the columns of the beginning: the ticks are not sent.
  document.querySelector("[data-default]")?.addEventListener("click", (event) => {
    const wanted = event.target.value.split(",");
    event.target.removeAttribute("name");
    event.target.form.querySelectorAll("input[type=checkbox]").forEach((box) => {
      box.checked = wanted.includes(box.value);
    });
  });

  // Empty boxes do not stand in the address.
  document.querySelector(".lg-form")?.addEventListener("submit", (event) => {
    event.target.querySelectorAll("input[name], select[name]").forEach((box) => {
      if (!box.value) {
        box.disabled = true;
      }
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll(".lg-form :disabled").forEach((box) => {
      box.disabled = false;
    });
  });
})();

// Boxes that find a document or a unit by what is typed.
document.querySelectorAll("[data-picker]").forEach((picker) => {
  const box = picker.querySelector("[role=combobox]");
  const list = picker.querySelector("[role=listbox]");
  const ids = picker.querySelector("input[type=hidden]");
  const chips = picker.querySelector(".lg-chips");
  let timer = 0;
  let asked = 0;
  let at = -1;

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function chosen() {
    return ids.value ? ids.value.split(",") : [];
  }

  function choose(id, text) {
    if (!chosen().includes(String(id))) {
      ids.value = [...chosen(), id].join(",");
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "lg-chip";
      chip.dataset.id = id;
      chip.textContent = `${text} ×`;
      chip.setAttribute("aria-label", `去掉${text}`);
      chips.append(chip);
    }
    box.value = "";
    close();
  }

  function show(rows) {
    list.replaceChildren();
    rows.slice(0, 20).forEach((row, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.role = "option";
      item.textContent = row.short_name || [row.number, row.title].filter(Boolean).join(" ");
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(row.id, item.textContent);
      });
      item.choose = () => choose(row.id, item.textContent);
      list.append(item);
    });
    if (!rows.length) {
      const item = document.createElement("li");
      item.className = "is-empty";
      item.textContent = "没有找到，请换个说法";
      list.append(item);
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    at = -1;
  }

  async function ask() {
    const text = box.value.trim();
    if (!text) {
      close();
      return;
    }
    const turn = ++asked;
    try {
      const answer = await fetch(`${picker.dataset.picker}?${new URLSearchParams({ text, page_size: 20 })}`);
      const page = await answer.json();
      if (turn === asked) {
        show(page.results || []);
      }
    } catch {
      close();
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (items.length) {
        items[at]?.setAttribute("aria-selected", "false");
        at = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
        items[at].setAttribute("aria-selected", "true");
        box.setAttribute("aria-activedescendant", items[at].id);
      }
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      items[Math.max(at, 0)]?.choose();
    }
  });
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-id]");
    if (chip) {
      ids.value = chosen().filter((id) => id !== chip.dataset.id).join(",");
      chip.remove();
    }
  });
});
