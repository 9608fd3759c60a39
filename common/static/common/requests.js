// Calls of the server. Whatever goes wrong becomes one Chinese sentence in a `Refused`.

const PATIENCE = 30_000; // milliseconds

/**
 * What the user is told. `status` and `data`: the answer, where there was one; `errors`: what is wrong at which
 * field; `conflict`: the page is behind; `retry`: the same call may work later; `login`: after logging in again.
 */
export class Refused extends Error {
  constructor(message, { status = 0, data = null, retry = false, login = false } = {}) {
    super(message);
    Object.assign(this, { status, data, retry, login, conflict: status === 409, errors: data?.errors ?? [] });
  }
}

/** The token of the cookie: after logging in again the page's own is stale. */
export function token() {
  const cookie = document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

// Problem details (RFC 9457): what is wrong at each field, else the title.
function sentence(data) {
  const titles = data?.errors?.length ? data.errors.map((one) => one.title) : [data?.title ?? ""];
  return [...new Set(titles)].join(" ");
}

function refusal(status, data) {
  const said = sentence(data);
  const answer = { status, data };
  if (status === 401) {
    return new Refused("登录已过期，内容尚未保存。请在新窗口重新登录，再回到本页重试。", { ...answer, retry: true, login: true });
  }
  if (data?.code === "csrf_failed") {
    return new Refused("登录状态已变化，内容尚未保存。请重新登录后重试。", { ...answer, retry: true, login: true });
  }
  if (status === 403 || status === 404) {
    return new Refused(said || "您没有权限，或该记录已不存在。", answer);
  }
  if (status === 400 || (status === 409 && said)) {
    return new Refused(said || "填写的内容有误，请检查。", answer);
  }
  return new Refused(`服务器暂时出错（${status}），内容尚未保存，请稍后重试。`, { ...answer, retry: true });
}

/**
 * The answer of the server as data; throws `Refused`. `data` goes as JSON, `body` as it is. A page that would
 * lead elsewhere, as to log in, is not followed: it is no answer.
 */
export async function request(method, url, { data, body, keepalive = false } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": "zh-hans" };
  if (method !== "GET") {
    headers["X-CSRFToken"] = token();
  }
  if (data !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const sent = data === undefined ? body : JSON.stringify(data);
  const signal = body instanceof FormData ? null : AbortSignal.timeout(PATIENCE); // a file takes what it takes
  let response;
  try {
    response = await fetch(url, { method, headers, body: sent, keepalive, redirect: "manual", signal });
  } catch {
    const unsaved = method === "GET" ? "" : "内容尚未保存，";
    throw new Refused(`无法连接服务器，${unsaved}请检查网络后重试。`, { retry: true });
  }
  if (response.type === "opaqueredirect") {
    throw refusal(401, null);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) {
    return answer;
  }
  throw refusal(response.ok ? 502 : response.status, answer);
}
