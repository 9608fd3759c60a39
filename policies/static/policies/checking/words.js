// The ledger's words.

export const ROLES = { lead: "牵头", responsible: "负责", support: "配合", oversee: "督导" };
export const KINDS = { due: "办结时限", recurring: "定期报送", validity: "政策有效期" };
export const FIRMNESS = { must: "必须", strive: "争取" };
// Rules of RFC 5545, as the server keeps them (policies/cycles.py).
export const CYCLES = {
  "": "不定期",
  "FREQ=WEEKLY": "每周",
  "FREQ=WEEKLY;INTERVAL=2": "每两周",
  "FREQ=MONTHLY;BYMONTHDAY=10,20,-1": "每旬",
  "FREQ=MONTHLY;BYMONTHDAY=15,-1": "每半月",
  "FREQ=MONTHLY": "每月",
  "FREQ=MONTHLY;INTERVAL=2": "每两个月",
  "FREQ=MONTHLY;INTERVAL=3": "每季度",
  "FREQ=MONTHLY;INTERVAL=6": "每半年",
  "FREQ=YEARLY": "每年",
};

/** Whom a unit stands for, in words; empty when nobody knows. */
export function meaning(unit) {
  if (unit.chosen.length) {
    return unit.chosen.map((department) => department.name).join("、");
  }
  return unit.department?.name ?? unit.group?.name ?? "";
}

/** Whether work for the unit can be handed out. */
export function isKnown(unit) {
  return Boolean(unit.department || unit.chosen.length || (unit.group && !unit.group.is_open));
}

/** The unit that leads because it stands first, or null: the rule of the dispatch. */
export function firstLeader(task, switchedOn) {
  const own = task.units.filter((unit) => !unit.inherited && unit.role === "responsible");
  const marked = task.units.some((unit) => unit.role === "lead");
  return switchedOn && !marked && own.length > 1 && !own[0].group ? own[0] : null;
}

/** A time limit in words. */
export function dateWords(milestone) {
  const parts = [milestone.due_on ?? "无日期"];
  if (milestone.phrase) {
    parts.push(`“${milestone.phrase}”`);
  }
  if (milestone.kind !== "due") {
    parts.push(KINDS[milestone.kind]);
  }
  if (milestone.firmness === "strive") {
    parts.push(FIRMNESS.strive);
  }
  return parts.join(" ");
}

/** Whether a task has a date to be met. */
export function isDated(task) {
  return task.milestones.some((milestone) => milestone.kind === "due" && milestone.due_on);
}

/** A measure's label and title. */
export function measureName(measure) {
  return `${measure.path.at(-1) ?? ""} ${measure.title || measure.short_title}`.trim();
}
