// What is typed into the form, as the server keeps it (typed() in tracker/admin/report_form.py).

import { token } from "../../common/requests.js";

const FIGURE = "figure-";
const FIELDS = [
  "percent", "narrative", "problems", "next_steps", "coordination", "drop_reason", "milestone",
];

export function typed(form) {
  return read(form, form.elements.claims_completion.checked, (box) => box.value);
}

// What the server wrote into the page, whatever has been typed over it since.
export function written(form) {
  return read(form, form.elements.claims_completion.defaultChecked, (box) => {
    if (box.options) {
      return ([...box.options].find((option) => option.defaultSelected) ?? box.options[0])?.value ?? "";
    }
    return box.defaultValue;
  });
}

function read(form, claims_completion, value) {
  const content = { claims_completion, figures: {} };
  for (const name of FIELDS) {
    if (form.elements[name]) {
      content[name] = value(form.elements[name]).replace(/\r\n?/g, "\n");
    }
  }
  for (const box of form.elements) {
    if (box.name?.startsWith(FIGURE) && value(box).trim()) {
      content.figures[box.name.slice(FIGURE.length)] = value(box);
    }
  }
  return content;
}

export function fill(form, content) {
  for (const name of FIELDS) {
    if (form.elements[name] && name in content) {
      form.elements[name].value = content[name];
    }
  }
  form.elements.claims_completion.checked = Boolean(content.claims_completion);
  for (const box of form.elements) {
    if (box.name?.startsWith(FIGURE)) {
      box.value = content.figures?.[box.name.slice(FIGURE.length)] ?? "";
    }
  }
  form.dispatchEvent(new Event("filled"));
}

// The same words, whatever the order in which they were written down.
export function same(one, other) {
  return steady(one) === steady(other);
}

function steady(value) {
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${key}:${steady(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(String(value ?? "").replace(/\r\n?/g, "\n"));
}

// The body of a request; with the token, since what is sent when the page goes away has no header.
export function body(form, revision) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "seen" && name !== "csrfmiddlewaretoken") {
      values.append(name, value);
    }
  }
  values.append("seen", revision ?? "");
  values.append("csrfmiddlewaretoken", token());
  return values;
}
