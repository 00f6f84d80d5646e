// Keeps an open desk fresh. The push process sends ids only, {kind, id}; what has changed is fetched from the desk itself, under its
// policy, as the ready HTML of a region:
//   <div data-live-list="episode report" data-live-fragment="/desk/cases/list">   any event of these kinds (all kinds when empty)
//   <div data-live-case="ID" data-live-fragment="/desk/cases/ID/head">            events about this id, or any of several
// A region may carry both.
// While the stream is down, regions are fetched every 30 s instead. A reader who is typing in a region is not interrupted.
const EVERY = 30_000;
const GATHER = 250; // several events within this time cost one fetch

const words = document.body.dataset;
const state = document.querySelector("[data-live-state]");
const aloud = document.querySelector("[data-live-words]");
const waiting = new Map(); // region -> ids that changed
let stream = null;
let polling = null;
let gathering = null;

const regions = () => document.querySelectorAll("[data-live-list], [data-live-case]");
const held = () => "still" in document.documentElement.dataset;

function concerns(region, event) {
  const { liveCase, liveList } = region.dataset;
  if (liveCase?.split(" ").includes(String(event.id))) return true;
  if (liveList === undefined) return false;
  const kinds = liveList.split(" ").filter(Boolean);
  return !kinds.length || kinds.includes(String(event.kind).split(".")[0]) || kinds.includes(event.kind);
}

function typing(region) {
  const here = document.activeElement;
  return here && region.contains(here) && here.matches("input, textarea, select");
}

function mark(element) {
  const key = element.closest("[data-key]")?.dataset.key;
  return { id: element.id, href: element.getAttribute("href"), key };
}

function refocus(region, was) {
  const sameKey = (e) => (e.closest("[data-key]")?.dataset.key ?? undefined) === was.key;
  const all = [...region.querySelectorAll("a[href], button, input, summary, [tabindex]")];
  const found = (was.id && document.getElementById(was.id)) ||
    all.find((e) => e.getAttribute("href") === was.href && sameKey(e)) || all.find((e) => was.key && sameKey(e));
  if (found) found.focus({ preventScroll: true });
  else {
    region.tabIndex = -1; // the row is gone: stay in the region rather than fall back to the top of the page
    region.focus({ preventScroll: true });
  }
}

async function fetchRegion(region, ids) {
  let answer;
  try {
    answer = await fetch(region.dataset.liveFragment, {
      credentials: "same-origin", cache: "no-store", headers: { "X-Requested-With": "live" },
    });
  } catch {
    return false; // the network is away; the next round tries again
  }
  if (!answer.ok || answer.redirected) { // signed out, or no longer allowed: never show a sign-in page inside a list
    say(words.wordGone);
    return false;
  }
  const html = await answer.text();
  if (typing(region)) {
    queue(region, ids);
    return false;
  }
  const here = document.activeElement;
  const was = here && here !== document.body && region.contains(here) ? mark(here) : null;
  const before = region.textContent;
  region.innerHTML = html; // the desk's own answer, escaped by its templates
  if (was) refocus(region, was);
  for (const row of region.querySelectorAll("[data-key]")) if (ids.has(row.dataset.key)) glow(row);
  return ids.size > 0 && region.textContent !== before;
}

function glow(row) {
  row.classList.add("wh-fresh");
  window.setTimeout(() => row.classList.remove("wh-fresh"), 4000);
}

function say(sentence) {
  if (aloud && sentence) aloud.textContent = sentence;
}

function queue(region, ids) {
  const known = waiting.get(region) ?? new Set();
  ids.forEach((id) => known.add(id));
  waiting.set(region, known);
}

async function flush() {
  gathering = null;
  if (held()) return;
  const due = [...waiting].filter(([region]) => !typing(region));
  due.forEach(([region]) => waiting.delete(region));
  const changed = await Promise.all(due.map(([region, ids]) => fetchRegion(region, ids)));
  if (changed.some(Boolean)) {
    say("");
    window.setTimeout(() => say(words.wordChanged), 50); // an emptied region is read out again
  }
}

function soon() {
  gathering ??= window.setTimeout(flush, GATHER);
}

function everything() {
  regions().forEach((region) => queue(region, new Set()));
  soon();
}

function show(name) {
  if (!state) return;
  state.hidden = false;
  if (state.dataset.liveState === name && state.textContent) return;
  state.dataset.liveState = name;
  state.textContent = name === "open" ? words.wordLive : words.wordWaiting;
}

function fallBack() {
  show("waiting");
  polling ??= window.setInterval(() => {
    everything();
    if (stream.readyState === EventSource.CLOSED) connect();
  }, EVERY);
}

function connect() {
  stream = new EventSource(words.liveUrl, { withCredentials: true });
  stream.onopen = () => {
    show("open");
    if (polling === null) return;
    window.clearInterval(polling);
    polling = null;
    everything(); // what was missed while the stream was down
  };
  stream.onerror = fallBack;
  stream.onmessage = (message) => {
    let event;
    try {
      event = JSON.parse(message.data);
    } catch {
      return;
    }
    for (const region of regions()) if (concerns(region, event)) queue(region, new Set([String(event.id)]));
    if (waiting.size) soon();
  };
}

document.addEventListener("focusout", () => { if (waiting.size) soon(); });
document.addEventListener("wayhome:still", (event) => { if (!event.detail && waiting.size) soon(); });
if (words.liveUrl) connect();
