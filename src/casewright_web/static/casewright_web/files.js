// Dropped or chosen files go in one by one; each gets its answer in words as soon as it is known.
"use strict";
(() => {
  const form = document.getElementById("drop");
  if (!form) return;
  const input = document.getElementById("files"), list = document.getElementById("imports");
  const progress = document.getElementById("progress"), veil = document.getElementById("veil");
  let waiting = [], busy = false, done = 0, total = 0;

  function answer(name, words) {
    const line = document.createElement("li"), title = document.createElement("strong"), text = document.createElement("p");
    line.className = "red";
    title.textContent = name;
    text.textContent = words;
    line.append(title, text);
    list.prepend(line);
  }

  function finish() {
    busy = false;
    done += 1;
    progress.value = done / total;
    if (waiting.length) { next(); return; }
    progress.hidden = true;
    if (window.htmx) window.htmx.trigger(document.body, "cases-changed");
  }

  function next() {
    if (busy || !waiting.length) return;
    busy = true;
    const file = waiting.shift(), body = new FormData(form), request = new XMLHttpRequest();
    if (file.size > Number(form.dataset.limit)) { answer(file.name, form.dataset.large); finish(); return; }
    body.delete("files");
    body.append("files", file, file.name);
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "casewright");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress.value = (done + 0.9 * event.loaded / event.total) / total;
    };
    request.onload = () => {
      if (request.status === 403 || request.responseURL.includes("/log-in/")) answer(file.name, form.dataset.stale);
      else if (request.status !== 200 && request.status !== 413) answer(file.name, form.dataset.failed);
      else list.insertAdjacentHTML("afterbegin", request.responseText);
      finish();
    };
    request.onerror = () => { answer(file.name, form.dataset.failed); finish(); };
    request.send(body);
  }

  function add(files) {
    if (!busy && !waiting.length) { done = 0; total = 0; list.replaceChildren(); }
    waiting.push(...files);
    total += files.length;
    progress.hidden = !total;
    next();
  }

  input.addEventListener("change", () => { add([...input.files]); input.value = ""; });

  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragenter", (event) => { if (carriesFiles(event)) { depth += 1; veil.hidden = false; } });
  addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); veil.hidden = depth === 0; });
  addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    add([...event.dataTransfer.files]);
  });
})();
