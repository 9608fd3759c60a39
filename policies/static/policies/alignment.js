// 上下对照 by the keyboard: J and K walk, Y confirms, N rejects, C goes to 改为.

const items = [...document.querySelectorAll("[data-alignment] [data-item]")];
const at = () => items.indexOf(document.activeElement?.closest("[data-item]"));
const go = (index) => {
  const item = items[Math.max(0, Math.min(items.length - 1, index))];
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "center" });
};

// After an answer the page comes back at the item that follows, so that checking goes on without the mouse.
items.forEach((item, index) => {
  const next = item.querySelector("[data-next]");
  if (next && items[index + 1]) next.value = items[index + 1].id;
});
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target && items.includes(target)) go(items.indexOf(target));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const item = items[at()];
  switch (event.key.toLowerCase()) {
    case "j": go(at() + 1); break;
    case "k": go(at() < 0 ? 0 : at() - 1); break;
    case "y": item?.querySelector("[data-right]")?.click(); break;
    case "n": item?.querySelector("[data-wrong]")?.click(); break;
    case "c": item?.querySelector("[data-change]")?.focus(); break;
    default: return;
  }
  event.preventDefault();
});
