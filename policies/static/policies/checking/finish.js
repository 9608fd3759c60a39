// From checked to handed out.

import { h } from "../../common/elements.js";
import { request } from "../../common/requests.js";
import { ask } from "./dialog.js";
import { isKnown } from "./words.js";

/** 完成校核: says what is still open, and asks. Resolves to true when the document is confirmed. */
export async function confirm(store, { confirmUrl }) {
  const places = store.checks.length;
  const tasks = [...store.measures.values()].flatMap((measure) => measure.tasks);
  const undated = tasks.filter((task) => !task.milestones.length).length;
  const unassigned = tasks.filter((task) => !task.units.length).length;
  const unknown = tasks.flatMap((task) => task.units).filter((unit) => !isKnown(unit)).length;
  const done = await ask({
    title: "完成校核",
    body: [
      places
        ? h("p", {}, h("strong", {}, `还有${store.doubts.length}项（${places}处）待核。`))
        : h("p", {}, "待核事项已全部处理。"),
      unknown ? h("p", {}, `有${unknown}处单位未定，在核定并再次交办之前不会收到任务。`) : null,
      undated ? h("p", {}, `有${undated}项任务没有时限。`) : null,
      unassigned ? h("p", {}, `有${unassigned}项任务没有责任单位，不会交办。`) : null,
      h("p", {}, "完成校核后，此页不能再修改。确定完成吗？"),
    ],
    save: "完成校核",
    run: async () => {
      await request("POST", confirmUrl, { data: {} });
      return true;
    },
  });
  if (done) {
    await store.load();
  }
  return Boolean(done);
}

/** 交办: by the tracker's own API. Resolves to its line on the outcome, or null. */
export async function dispatch(store, { dispatchUrl }) {
  const message = await ask({
    title: "交办",
    body: [h("p", {}, `将把${store.measures.size}条举措的任务交给各责任单位。交办后不能撤回，只能逐项中止。`)],
    save: "立即交办",
    run: async () => (await request("POST", dispatchUrl, { data: {} })).message,
  });
  if (message) {
    await store.load();
  }
  return message;
}
