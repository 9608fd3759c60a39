// The draft: saved while it is typed, kept on this machine while the server cannot be reached, and never
// written over what another window has saved.

import { request } from "../../common/requests.js";
import { body, fill, same, typed, written } from "./words.js";

const PAUSE = 1200; // milliseconds without typing
const RETRIES = [3000, 8000, 20000, 30000];
const MOST_KEPT_ALIVE = 60000; // bytes that a browser sends for a page that is going away

export class Draft {
  constructor(form, state, view) {
    this.form = form;
    this.state = state;
    this.view = view;
    this.revision = state.revision;
    this.kept = written(form); // not what stands there: somebody may have typed before this script came
    this.queue = Promise.resolve(true);
    this.busy = 0;
    this.failures = 0;
    this.left = false; // the page is going away, and has sent what there was
    this.blocked = false; // by another window's draft, until a person has chosen
    this.key = `ducha-draft-${state.user}-${state.assignment}`;
    this.listen();
    if (state.conflict) {
      this.ask("该草稿已在另一个窗口中保存，与本页内容不同。");
    } else {
      this.recover();
    }
  }

  get isDirty() {
    return !same(typed(this.form), this.kept);
  }

  listen() {
    this.form.addEventListener("input", (event) => {
      if (event.target.type === "file") {
        return;
      }
      this.keepHere();
      if (!this.blocked) {
        this.view.pending();
      }
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), PAUSE);
    });
    this.form.addEventListener("focusout", () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.save();
      }
    });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        this.left = false;
        this.catchUp();
      }
    });
    window.addEventListener("online", () => this.save());
  }

  // True when everything typed is on the server. `force` saves what has not changed as well.
  save(force = false) {
    this.busy += 1;
    this.queue = this.queue.then(() => this.send(force)).finally(() => {
      this.busy -= 1;
    });
    return this.queue;
  }

  async send(force) {
    clearTimeout(this.timer);
    const content = typed(this.form);
    if (this.blocked || this.left) {
      return false;
    }
    if (same(content, this.kept) && !force) {
      this.view.unchanged();
      return true;
    }
    const values = body(this.form, this.revision);
    this.view.saving();
    try {
      const keepalive = String(values).length < MOST_KEPT_ALIVE;
      this.settle(await request("POST", this.state.urls.draft, { body: values, keepalive }), content);
      return true;
    } catch (error) {
      return this.hear(error);
    }
  }

  hear(error) {
    if (error.login) {
      this.view.trouble("登录已过期，内容已暂存在本机；请在新窗口重新登录，本页将自动保存");
      this.retry();
    } else if (error.conflict && error.data) {
      this.ask(error.message, error.data);
    } else if ((error.status === 403 || error.status === 404) && error.data) {
      this.view.trouble(error.message);
    } else {
      this.fail();
    }
    return false;
  }

  settle(answer, content) {
    this.revision = answer.revision;
    this.form.elements.seen.value = answer.revision;
    this.kept = content;
    this.failures = 0;
    if (this.isDirty) {
      this.keepHere(); // typed while it was being saved
      this.view.pending();
    } else {
      this.forgetHere();
      this.view.saved(answer.saved);
    }
  }

  fail() {
    this.keepHere();
    this.view.trouble("无法连接服务器，内容已暂存在本机，将自动重试");
    this.retry();
  }

  retry() {
    clearTimeout(this.timer);
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.save(), wait);
  }

  // The page goes away: what was typed in the last moment is sent without waiting for an answer, once: the
  // browser says afterwards that the page is hidden, and that the box has lost the focus.
  leave() {
    this.left = true;
    if (!this.busy && !this.blocked && this.isDirty) {
      navigator.sendBeacon(this.state.urls.draft, body(this.form, this.revision));
    }
  }

  // Back from the browser's memory: has what was sent on leaving arrived?
  async catchUp() {
    const answer = await request("GET", this.state.urls.draft).catch(() => null);
    if (!answer) {
      return;
    }
    if (same(answer.content, typed(this.form))) {
      this.settle(answer, typed(this.form));
    } else {
      this.save();
    }
  }

  // The person begins anew: nothing that was typed here is saved or kept any more.
  async giveUp() {
    clearTimeout(this.timer);
    await this.queue;
    this.blocked = true;
    this.forgetHere();
  }

  ask(text, answer = null) {
    this.blocked = true;
    clearTimeout(this.timer);
    this.keepHere();
    this.view.trouble("未保存");
    this.view.choose(text, [
      ["以本页内容为准", () => this.overwrite(answer)],
      ["载入另一窗口保存的内容", () => this.reload()],
    ]);
  }

  async overwrite(answer) {
    const latest = answer ?? (await request("GET", this.state.urls.draft).catch(() => null));
    this.revision = latest?.revision ?? this.revision;
    this.blocked = false;
    this.save(true);
  }

  reload() {
    this.forgetHere();
    window.location.assign(window.location.pathname + window.location.search);
  }

  // This machine's copy. Storage may be full or forbidden; then there is none.
  keepHere() {
    const copy = { content: typed(this.form), revision: this.revision, at: Date.now() };
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
    } catch {
      /* the server's copy is the one that counts */
    }
  }

  forgetHere() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* nothing was kept */
    }
  }

  copyHere() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  recover() {
    const copy = this.copyHere();
    const early = this.isDirty;
    if (!copy?.content || same(copy.content, this.kept) || same(copy.content, typed(this.form))) {
      if (early) {
        this.keepHere();
        this.save();
      } else {
        this.forgetHere();
      }
      return;
    }
    if (copy.revision === this.revision && !early) {
      fill(this.form, copy.content);
      this.save();
      return;
    }
    const when = new Date(copy.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" });
    this.view.choose(`本机还有一份${when}未能保存到服务器的内容，与服务器上的草稿不同。`, [
      ["恢复本机内容", () => { fill(this.form, copy.content); this.save(); }],
      ["不再保留", () => this.forgetHere()],
    ]);
    if (early) {
      this.save();
    }
  }
}
