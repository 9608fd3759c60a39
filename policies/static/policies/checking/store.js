// What the page knows of the draft. The server is right: every answer replaces what is here.

import { request } from "../../common/requests.js";

export class Store extends EventTarget {
  /** `unitsUrl`: where a unit is added; `kinds`: pairs of what a unit may be and its words. */
  constructor(url, { unitsUrl = "", kinds = [] } = {}) {
    super();
    this.url = url;
    this.unitsUrl = unitsUrl;
    this.kinds = kinds;
    this.loaded = false;
    this.measures = new Map();
    this.order = [];
    this.checks = [];
  }

  /** Fetch everything; also what a conflict asks for. */
  async load() {
    this.#fill(await request("GET", this.url));
  }

  /** Read the text again as a policy that stands on some of its lines; everything is new then. */
  async reread(lines) {
    this.#fill(await request("POST", `${this.url}reread/`, { data: lines }));
  }

  /** The marks of the account that a question asks for, all pages of them. */
  async marks(asked) {
    const found = [];
    let after = null;
    do {
      const query = new URLSearchParams({ ...asked, page_size: 500, ...(after === null ? {} : { after }) });
      const page = await request("GET", `${this.url}marks/?${query}`);
      found.push(...page.results);
      after = page.next;
    } while (after !== null);
    return found;
  }

  #fill(state) {
    // Places in the text count characters, JavaScript's strings count half of some of them.
    this.text = /[\ud800-\udfff]/.test(state.text) ? Array.from(state.text) : state.text;
    this.sections = state.sections;
    this.images = state.images;
    this.measures = new Map();
    this.loaded = true;
    this.#take(state);
  }

  /** One edit; resolves to the server's answer, throws `Refused`. */
  async edit(action, args) {
    const answer = await request("POST", `${this.url}edits/`, { data: { action, args, seen: this.#seen() } });
    this.#take(answer);
    return answer;
  }

  /** Undo the edit that the page shows as the newest. */
  async undoNewest() {
    const edit = this.undo;
    this.#take(await request("POST", `${this.url}undo/`, { data: { edit: edit.id, seen: this.#seen() } }));
    return edit;
  }

  /** Departments and groups with `text` in a name. */
  async search(text, { similar = false } = {}) {
    const query = new URLSearchParams({ text, similar });
    return (await request("GET", `${this.url}units/?${query}`)).results;
  }

  /** Add a unit that the register does not have; throws `Refused`. */
  async newUnit(data) {
    return request("POST", this.unitsUrl, { data });
  }

  #seen() {
    return Object.fromEntries([...this.measures.values()].map((measure) => [measure.id, measure.revision]));
  }

  #take(state) {
    for (const measure of state.measures) {
      this.measures.set(measure.id, measure);
    }
    this.order = state.order;
    this.measures = new Map(this.order.map((id) => [id, this.measures.get(id)]));
    this.document = state.document;
    this.checks = state.checks;
    this.settled = state.settled;
    this.account = state.account;
    this.trail = state.trail;
    this.undo = state.undo;
    this.#index();
    this.dispatchEvent(new Event("change"));
  }

  #index() {
    this.units = new Map();
    this.milestones = new Map();
    for (const measure of this.measures.values()) {
      for (const task of measure.tasks) {
        task.units.forEach((unit) => this.units.set(unit.id, { unit, task, measure }));
        task.milestones.forEach((milestone) => this.milestones.set(milestone.id, { milestone, task, measure }));
      }
    }
    this.doubts = this.#doubts();
    this.doubtful = new Set(
      this.checks.map((check) => (check.unit ? `unit-${check.unit}` : check.milestone ? `date-${check.milestone}` : "")),
    );
  }

  get editable() {
    return this.loaded && !this.document.read_only;
  }

  /** A piece of the source text. */
  slice(start, end) {
    const piece = this.text.slice(start, end);
    return typeof piece === "string" ? piece : piece.join("");
  }

  /** Open things to check of one measure. */
  checksOf(measureId) {
    return this.checks.filter((check) => check.measure === measureId);
  }

  /** Doubtful things from top to bottom; the same name with the same doubt is one of them. */
  #doubts() {
    const groups = new Map();
    for (const check of this.checks) {
      const name = this.units.get(check.unit)?.unit.name;
      // What nobody would get is one question, however many measures it is about.
      const together = check.kind === "no_unit" ? "no_unit" : `check:${check.id}`;
      const key = name ? `unit:${name}:${check.message}` : together;
      if (!groups.has(key)) {
        groups.set(key, { key, name, kind: check.kind, label: check.kind_label, message: check.message, checks: [] });
      }
      groups.get(key).checks.push(check);
    }
    const place = (check) => check.span?.[0] ?? Infinity;
    const rank = (check) => (check.measure === null ? -1 : this.order.indexOf(check.measure));
    for (const group of groups.values()) {
      group.checks.sort((a, b) => place(a) - place(b) || rank(a) - rank(b) || a.id - b.id);
    }
    return [...groups.values()].sort(
      (a, b) => place(a.checks[0]) - place(b.checks[0]) || rank(a.checks[0]) - rank(b.checks[0]),
    );
  }

  /** Headings and measures in the order of the document; a heading stands before the first measure under it. */
  lines() {
    const lines = [];
    const waiting = [...this.sections];
    for (const measure of this.measures.values()) {
      const above = waiting.findLastIndex((section) => isAbove(section.path, measure.path));
      waiting.splice(0, above + 1).forEach((section) => lines.push({ section }));
      lines.push({ measure });
    }
    waiting.forEach((section) => lines.push({ section }));
    return lines;
  }

  /** The measures under a heading. */
  under(section) {
    return [...this.measures.values()].filter((measure) => isAbove(section.path, measure.path));
  }
}

function isAbove(path, other) {
  return path.length < other.length && path.every((label, index) => label === other[index]);
}
