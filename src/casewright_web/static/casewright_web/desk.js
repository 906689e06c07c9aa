// Keys, clocks, the timeline's filter, and a list that never moves under the eye.
"use strict";
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("zone=" + zone)) {
    document.cookie = "zone=" + zone + ";path=/;max-age=31536000;samesite=lax";
  }

  const chinese = document.documentElement.lang.startsWith("zh");
  const pad = (number) => String(number).padStart(2, "0");

  // The same words as casewright.cli.left writes, so that nothing jumps when the script takes over.
  function timeLeft(seconds) {
    const size = Math.abs(seconds), days = Math.floor(size / 86400);
    const hours = Math.floor((size % 86400) / 3600), minutes = Math.floor((size % 3600) / 60);
    if (chinese) {
      const text = days ? `${days} 天 ${hours} 小时` : `${hours} 小时 ${pad(minutes)} 分`;
      return (seconds < 0 ? "已超 " : "剩 ") + text;
    }
    const text = days ? `${days} d ${hours} h` : `${hours} h ${pad(minutes)} m`;
    return seconds < 0 ? `${text} over` : text;
  }

  // A made-up shop's clock stands still; a real shop has the present.
  const stands = document.body.dataset.standsAt;
  const present = () => (stands ? Date.parse(stands) : Date.now());

  function tick() {
    for (const clock of document.querySelectorAll("[data-left]")) {
      const seconds = Math.trunc((Date.parse(clock.dateTime) - present()) / 1000), text = timeLeft(seconds);
      if (clock.textContent !== text) clock.textContent = text;
      clock.className = "left tone-" + (seconds < 43200 ? "red" : seconds < 86400 ? "amber" : "plain");
    }
  }
  setInterval(tick, 20000);

  const rows = () => [...document.querySelectorAll(".row[data-href]")];
  let chosen = "";
  const mark = () => rows().forEach((row) => row.classList.toggle("on", row.id === chosen));
  function select(step) {
    const all = rows(), now = all.findIndex((row) => row.id === chosen);
    const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + step))];
    if (!next) return;
    chosen = next.id;
    mark();
    next.querySelector(".act").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    const search = document.getElementById("search"), row = document.querySelector(".row.on");
    if (event.key === "j") select(1);
    else if (event.key === "k") select(-1);
    else if (event.key === "Enter" && row && event.target === document.body) location.href = row.dataset.href;
    else if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
    else if (event.key === "u") location.href = document.querySelector(".brand").href;
    else if (event.key === "?") document.getElementById("keys").showModal();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });

  document.addEventListener("click", (event) => {
    const show = event.target.closest("[data-show]");
    if (!show) return;
    for (const button of show.parentElement.children) button.setAttribute("aria-pressed", String(button === show));
    for (const line of document.querySelectorAll(".line > li")) {
      line.hidden = show.dataset.show !== "all" && line.dataset.kind !== show.dataset.show;
    }
  });

  // A list that fetches itself anew asks for as many rows as it holds, so that none vanishes under the reader.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.hasAttribute("data-keep-place")) event.detail.parameters.rows = rows().length;
  });

  // Before the list is exchanged, remember where the row under the eye stands; afterwards put it back there.
  let anchor = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.hasAttribute("data-keep-place")) return;
    const eye = document.getElementById(chosen) || rows().find((row) => row.getBoundingClientRect().bottom > 0);
    anchor = eye && { id: eye.id, top: eye.getBoundingClientRect().top };
  });
  document.addEventListener("htmx:afterSwap", () => {
    const row = anchor && document.getElementById(anchor.id);
    if (row) window.scrollBy(0, row.getBoundingClientRect().top - anchor.top);
    anchor = null;
    tick();
  });
  // htmx settles attributes after the swap, and two lists may follow each other faster than the first settles: what is
  // chosen is therefore kept here and not in the list. The focus htmx keeps itself, by the link's id.
  document.addEventListener("htmx:afterSettle", mark);

  // What the reader has unfolded stays so when its part of the page is exchanged.
  let unfolded = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.hasAttribute("data-keep-open")) return;
    unfolded = new Set([...event.target.querySelectorAll("details[data-keep][open]")].map((one) => one.dataset.keep));
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!unfolded) return;
    for (const one of document.querySelectorAll("[data-keep-open] details[data-keep]")) {
      if (unfolded.has(one.dataset.keep)) one.open = true;
    }
    unfolded = null;
  });

  const undo = document.querySelector("[data-undo]");
  if (undo) setTimeout(() => { undo.hidden = true; }, 30000);
  tick();
})();
