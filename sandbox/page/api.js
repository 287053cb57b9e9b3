/** Requests to the sandbox: actions as POST requests, and file uploads. */

export const NO_ANSWER = "The sandbox does not answer. Is it still running in its terminal?";

/**
 * @param {string} path
 * @param {any} body
 * @returns {Promise<{ok: boolean, data: any}>} `data.error` is a sentence when it is not ok
 */
export async function post(path, body = {}) {
  return answered(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

/** @param {string} who @param {File} file */
export async function upload(who, file) {
  return answered(fetch(`/api/slack/${who}/files?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }));
}

async function answered(request) {
  try {
    const answer = await request;
    return { ok: answer.ok, data: await answer.json() };
  } catch {
    return { ok: false, data: { error: NO_ANSWER } };
  }
}
