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
  const unassigned = tasks.filter((task) => !task.units.some((unit) => unit.role !== "oversee")).length;
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
      h("p", {}, "完成校核后，此页不能再修改；没有交办之前可以退回校核。确定完成吗？"),
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

/** 退回校核: resolves to true when the document is a draft again. */
export async function returnToChecking(store, { returnUrl }) {
  const done = await ask({
    title: "退回校核",
    body: [h("p", {}, "文件退回“待校核”继续修改。此前的修改都保留，但不能再逐步撤销。")],
    save: "退回校核",
    run: async () => {
      await request("POST", returnUrl, { data: {} });
      return true;
    },
  });
  if (done) {
    await store.load();
  }
  return Boolean(done);
}

/** 交办: by the tracker's own API, which said in `preview` what it will do. Resolves to its outcome, or null. */
export async function dispatch(store, { dispatchUrl }, preview) {
  const absent = preview.without_accounts.map((unit) => unit.name);
  const names = absent.slice(0, 8).join("、") + (absent.length > 8 ? "等" : "");
  const message = await ask({
    title: "交办",
    body: [
      h("p", {}, h("strong", {}, preview.message)),
      preview.burden ? h("p", {}, preview.burden) : null,
      absent.length ? h("p", {}, `没有账号的单位收不到通知，也不能签收：${names}。请为其开通账号，或另行告知。`) : null,
      h("p", {}, "在有单位签收之前，可以撤回交办。"),
    ],
    save: "立即交办",
    run: async () => (await request("POST", dispatchUrl, { data: {} })).message,
  });
  if (message) {
    await store.load();
  }
  return message;
}
