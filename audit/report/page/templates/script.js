"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const claims = new Map(data.claims.map((claim) => [claim.n, claim]));
  const card = document.getElementById("card");
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const numbers = (element, name) => (element.dataset[name] || "").split(" ").filter(Boolean).map(Number);
  const byClaim = new Map(), bySource = new Map(), byFinding = new Map();
  const put = (map, n, element) => { if (!map.has(n)) map.set(n, []); map.get(n).push(element); };
  const pieces = [...document.querySelectorAll(".p")];
  for (const piece of pieces) {
    for (const n of numbers(piece, "c")) put(byClaim, n, piece);
    for (const n of [...numbers(piece, "s"), ...numbers(piece, "v")]) put(bySource, n, piece);
    for (const n of numbers(piece, "f")) put(byFinding, n, piece);
  }
  const mark = (n) => document.getElementById("c" + n);
  const marks = [...document.querySelectorAll(".m")];
  let lit = [], held = 0, silent = false;

  const dark = () => { for (const [element, name] of lit) element.classList.remove(name); lit = []; };
  const light = (elements, name) => { for (const element of elements || []) { element.classList.add(name); lit.push([element, name]); } };

  const show = (n) => {
    const entry = document.getElementById("d" + n);
    if (!entry) return;
    dark();
    light(byClaim.get(n), "on");
    light(bySource.get(n), "on-src");
    light([mark(n)], "on");
    for (const other of claims.get(n).same) light([mark(other)], "same");
    card.replaceChildren(...[...entry.childNodes].map((node) => node.cloneNode(true)));
    card.hidden = false;
  };
  const hide = () => { if (!held) { dark(); card.hidden = true; } };
  const hold = (n) => { held = n; show(n); card.focus({ preventScroll: true }); };
  const release = () => {
    const back = held && mark(held);
    const inside = card.contains(document.activeElement);
    held = 0; hide();
    if (back && inside) { silent = true; back.focus({ preventScroll: true }); silent = false; }
  };

  const pointed = (target) => {
    const found = target instanceof Element && target.closest(".m, .p");
    if (!found) return 0;
    return found.dataset.n ? Number(found.dataset.n) : [...numbers(found, "c"), ...numbers(found, "s"), ...numbers(found, "v")][0] || 0;
  };
  document.addEventListener("mouseover", (event) => {
    if (held) return;
    const note = event.target instanceof Element && event.target.closest(".note");
    const n = pointed(event.target);
    if (n) show(n);
    else if (note) { dark(); light(byFinding.get(Number(note.dataset.f)), "on"); }
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    if (silent) return;
    if (event.target instanceof Element && event.target.matches(".m")) { held = 0; show(Number(event.target.dataset.n)); }
    else if (!card.contains(event.target)) { held = 0; hide(); }
  });
  document.addEventListener("click", (event) => {
    const n = pointed(event.target);
    if (n) { if (event.target.closest(".m")) event.preventDefault(); hold(n); }
    else if (card.contains(event.target)) { if (event.target.closest("a")) { held = 0; card.hidden = true; } }
    else release();
  });
  const shown = (element) => !element.classList.contains("off");
  const step = (by) => {
    const here = held ? mark(held) : document.activeElement;
    let at = marks.indexOf(here);
    if (at < 0) at = by > 0 ? marks.findIndex((one) => one.getBoundingClientRect().top > 0) - 1 : marks.length;
    do at += by; while (marks[at] && !shown(marks[at]));
    if (marks[at]) { marks[at].closest("details")?.setAttribute("open", ""); marks[at].focus(); marks[at].scrollIntoView({ block: "center" }); }
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") { release(); return; }
    if (event.target instanceof Element && event.target.matches("input")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    if (target.matches(".m")) { target.focus({ preventScroll: true }); target.scrollIntoView({ block: "center" }); }
  };
  addEventListener("hashchange", reveal);

  const words = new Map();
  const wording = (n) => {
    if (!words.has(n)) words.set(n, (document.getElementById("d" + n)?.querySelector(".said")?.textContent + " " + (document.getElementById("d" + n)?.querySelector("dl")?.textContent || "")).toLowerCase());
    return words.get(n);
  };
  const tell = (kept) => {
    const all = [...claims.values()], plans = all.filter((claim) => claim.plan), some = (of) => of.filter((claim) => kept.has(claim.n)).length;
    const rest = plans.length ? `, and ${some(plans)} of ${plans.length} wishes and plans` : "";
    count.textContent = `${some(all) - some(plans)} of ${all.length - plans.length} claims shown${rest}`;
  };
  const filter = () => {
    const chosen = (name) => new Set([...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));
    const kinds = chosen("kind"), traces = form.elements.trace ? chosen("trace") : null;
    const wanted = form.elements.words.value.trim().toLowerCase();
    const kept = new Set();
    for (const claim of claims.values()) {
      if (!kinds.has(claim.kind) || (traces && claim.trace && !traces.has(claim.trace))) continue;
      if (!wanted || wording(claim.n).includes(wanted)) kept.add(claim.n);
    }
    for (const piece of pieces) if (piece.dataset.c) piece.classList.toggle("off", !numbers(piece, "c").some((n) => kept.has(n)));
    for (const one of marks) one.classList.toggle("off", !kept.has(Number(one.dataset.n)));
    tell(kept);
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  tell(new Set(claims.keys()));
  reveal();
  document.documentElement.dataset.ready = "yes";
})();
