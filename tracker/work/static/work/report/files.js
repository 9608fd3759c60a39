// Attachments: chosen or dropped, sent one by one, listed with size, removed again.

import { h } from "../../common/elements.js";
import { request } from "../../common/requests.js";

export class Files {
  // `saved` gives a promise of what is being saved now: words go before files.
  constructor(form, state, saved) {
    this.form = form;
    this.state = state;
    this.saved = saved;
    this.list = form.querySelector("[data-files]");
    this.message = form.querySelector("[data-file-message]");
    this.queue = Promise.resolve();
    const box = form.querySelector("input[type=file]");
    const take = () => {
      this.add([...box.files]);
      box.value = "";
    };
    box.addEventListener("change", take);
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest(".dc-remove");
      if (button) {
        event.preventDefault();
        this.remove(button);
      }
    });
    const zone = form.querySelector("[data-drop]");
    zone.classList.add("dc-has-script");
    this.acceptDrops(zone);
    form.querySelector("[data-drag-help]").hidden = false;
    if (box.files.length) {
      take(); // chosen before this script came
    }
  }

  // When everything chosen has been sent or refused.
  settled() {
    return this.queue;
  }

  acceptDrops(zone) {
    // A file dropped beside the box must not make the browser leave the page.
    for (const name of ["dragover", "drop"]) {
      window.addEventListener(name, (event) => event.preventDefault());
    }
    zone.addEventListener("dragover", () => zone.classList.add("dc-is-over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("dc-is-over"));
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("dc-is-over");
      this.add([...event.dataTransfer.files]);
    });
  }

  add(files) {
    this.hush();
    for (const file of files) {
      this.queue = this.queue.then(this.saved).then(() => this.send(file));
    }
  }

  async send(file) {
    if (file.size > this.state.megabytes * 1024 * 1024) {
      this.say(`“${file.name}”超过${this.state.megabytes}MB，请压缩后再上传。`);
      return;
    }
    const row = h("li", { class: "dc-is-busy" }, `${file.name} 正在上传…`);
    this.list.append(row);
    const values = new FormData();
    values.append("file", file, file.name);
    const answer = await this.post(this.state.urls.attach, values, `“${file.name}”没有上传`);
    if (answer) {
      row.className = "";
      row.dataset.file = answer.id;
      row.replaceChildren(...this.parts(answer));
    } else {
      row.remove();
    }
  }

  parts(file) {
    const link = h("a", { class: "dc-link", href: file.url, download: "" }, file.name);
    const size = h("span", { class: "dc-faint dc-small" }, file.size);
    const remove = { type: "submit", name: "_remove", value: String(file.id), class: "dc-remove", "aria-label": `移除${file.name}` };
    const look = { class: "dc-link dc-small", href: `${file.url}?show`, target: "_blank", rel: "noopener", "aria-label": `查看${file.name}` };
    return [link, " ", size, " ", ...(file.shown ? [h("a", look, "查看"), " "] : []), h("button", remove, "移除")];
  }

  async remove(button) {
    this.hush();
    const values = new FormData();
    values.append("file", button.value);
    if (await this.post(this.state.urls.detach, values, "附件没有移除")) {
      button.closest("li").remove();
    }
  }

  async post(url, values, failed) {
    try {
      return await request("POST", url, { body: values });
    } catch (error) {
      this.say(error.retry ? `无法连接服务器，${failed}，请稍后再试。` : error.message);
      return null;
    }
  }

  say(text) {
    this.message.textContent = [this.message.textContent, text].filter(Boolean).join(" ");
    this.message.hidden = false;
  }

  hush() {
    this.message.textContent = "";
    this.message.hidden = true;
  }
}
