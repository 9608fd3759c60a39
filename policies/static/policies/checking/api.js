// Calls of the server. Whatever goes wrong becomes one Chinese sentence in a `Refused`.

const PATIENCE = 30_000; // milliseconds

/** What the user is told; `conflict`: the page is behind; `retry`: the same call may work later. */
export class Refused extends Error {
  constructor(message, { conflict = false, retry = false, login = false } = {}) {
    super(message);
    this.conflict = conflict;
    this.retry = retry;
    this.login = login;
  }
}

function token() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function refusal(status, data) {
  const said = [...new Set(data?.errors?.map((one) => one.title) ?? [data?.title ?? ""])].join(" ");
  if (status === 409) {
    return new Refused(said, { conflict: true });
  }
  if (status === 401) {
    return new Refused("登录已过期，内容尚未保存。请在新窗口重新登录，再回到本页重试。", { retry: true, login: true });
  }
  if (data?.code === "csrf_failed") {
    return new Refused("登录状态已变化，内容尚未保存。请重新登录后重试。", { retry: true, login: true });
  }
  if (status === 403 || status === 404) {
    return new Refused(said || "您没有权限，或该文件已不存在。");
  }
  if (status === 400) {
    return new Refused(said || "填写的内容有误，请检查。");
  }
  return new Refused(`服务器暂时出错（${status}），内容尚未保存，请稍后重试。`, { retry: true });
}

/** The answer of the server as data; throws `Refused`. */
export async function call(method, url, body) {
  const headers = { Accept: "application/json", "Accept-Language": "zh-hans" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    headers["X-CSRFToken"] = token();
  }
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refused(
      method === "GET" ? "无法连接服务器，请检查网络后重试。" : "无法连接服务器，内容尚未保存，请检查网络后重试。",
      { retry: true },
    );
  }
  const data = await response.json().catch(() => null);
  if (response.ok && data !== null) {
    return data;
  }
  throw refusal(response.ok ? 502 : response.status, data);
}
