// What people decide of marks, and where the policy begins: how the account works on the page.

import { Account } from "./account.js";
import { Marking } from "./marking.js";

/** The account and the marking of one page; the rest are the page's parts, its store and what it does. */
export function accountAndMarking({ part, store, text, attempt, saved, say, select }) {
  /** One decision by one click; the list behind it is fetched anew. */
  async function decide(run, then = () => saved()) {
    let answer = null;
    if (await attempt(async () => (answer = await run()))) {
      then(answer);
      await attempt(() => account.refresh());
    }
  }

  function dismiss(marks) {
    return decide(() => store.edit("dismiss_marks", { marks: marks.map(keyOf) }));
  }

  function showTaken({ result }) {
    const measure = store.measures.get(result);
    const look = () => {
      account.close();
      select(result, { focus: true });
    };
    say(`已加入：${measure.path.join(" / ")} ${measure.short_title}`, { actions: [["在台账中查看", look]] });
  }

  const account = new Account(part("account"), part("marks"), store, {
    show: (mark) => text.point(mark.span),
    take: (mark) => decide(() => store.edit("take_mark", { mark: keyOf(mark) }), showTaken),
    dismiss,
    reopen: (marks) => decide(() => store.edit("reopen_marks", { marks: marks.map(keyOf) })),
    attempt,
    closed: () => text.point(null),
    changed: showPanes,
  });

  const marking = new Marking(part("marking"), part("text"), store, {
    begun: () => {
      account.close();
      text.isResting = true;
      showPanes();
    },
    ended: (wasRead) => {
      text.isResting = false;
      text.render();
      showPanes();
      if (wasRead) {
        select(store.order[0] ?? null);
        say(`已重新读取，读出${store.order.length}条举措。`);
      }
    },
  });

  /** The marks stand in place of doubts and ledger; where the policy begins can be said of a draft. */
  function showPanes() {
    const offer = store.account?.offer ?? "";
    part("doubts").hidden = account.isOpen;
    part("ledger-pane").hidden = account.isOpen;
    part("offer").hidden = !offer || marking.isOn;
    part("offer-words").textContent = offer;
    part("mark").hidden = store.document.status !== "draft" || !store.text.length || Boolean(offer) || marking.isOn;
  }

  part("mark").addEventListener("click", () => marking.start());
  part("offer-mark").addEventListener("click", () => marking.start());
  return {
    account,
    marking,
    /** None of the open marks of a kind is work. */
    dismissOpen: async (kind) => dismiss(await store.marks({ kind, state: "open" })),
  };
}

function keyOf(mark) {
  return [mark.kind, ...mark.span];
}
