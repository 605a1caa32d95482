"use strict";
// Sorting tables, handing out the numbers behind charts, and the explorer. Needs nothing from outside.
(() => {
  const MINUS = /[\u2212\u2013]/g;
  const UNITS = { d: 86400, h: 3600, min: 60, s: 1 };

  // The value that a cell is sorted by: its own text, without the interval below.
  function wordsOf(cell) {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".interval, .mark, .note").forEach((part) => part.remove());
    return copy.textContent.trim();
  }

  function valueOf(words) {
    const text = words.replace(MINUS, "-").replace(/,/g, "");
    if (/^\d{4}-\d\d/.test(text)) return text;
    const spans = [...text.matchAll(/(\d+(?:\.\d+)?) (d|h|min|s)\b/g)];
    if (spans.length) return spans.reduce((sum, [, number, unit]) => sum + number * UNITS[unit], 0);
    const number = text.match(/^([+-]?)\D{0,4}?(-?\d+(?:\.\d+)?)(?![\w-])/);
    if (number) return (number[1] === "-" ? -1 : 1) * Number(number[2]) * (/ M$/.test(text) ? 1e6 : 1);
    return text === "-" || text === "" ? null : text.toLowerCase();
  }

  function compared(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);  // nothing goes last either way
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b));
  }

  function sortBy(table, heading) {
    const column = [...heading.parentElement.children].indexOf(heading);
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    const bodies = [...table.tBodies];
    const items = bodies.length > 1 ? bodies : [...bodies[0].rows];
    const keyed = items.map((item) => {
      const row = item.rows ? item.rows[0] : item;
      return [row.cells[column] ? valueOf(wordsOf(row.cells[column])) : null, item];
    });
    keyed.sort(([a], [b]) => (a === null || b === null ? compared(a, b) : (rising ? 1 : -1) * compared(a, b)));
    keyed.forEach(([, item]) => item.parentElement.appendChild(item));
    heading.parentElement.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  }

  document.querySelectorAll("table.sortable").forEach((table) => {
    table.querySelectorAll("thead th").forEach((heading) => {
      heading.classList.add("sorts");
      heading.tabIndex = 0;
      heading.title = "sort by this column";
      heading.addEventListener("click", () => sortBy(table, heading));
      heading.addEventListener("keydown", (key) => {
        if (key.key !== "Enter" && key.key !== " ") return;
        key.preventDefault();
        sortBy(table, heading);
      });
    });
  });

  // On paper nobody can unfold anything; the texts of the study, which fill pages, stay folded.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")].filter((part) => !part.querySelector("pre"));
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));

  const unpacks = typeof DecompressionStream === "function";

  async function unpacked(id) {
    const letters = atob(document.getElementById(id).textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  document.querySelectorAll("button[data-numbers]").forEach((button) => {
    button.hidden = !unpacks;
    button.addEventListener("click", async () => {
      const name = button.dataset.numbers;
      const text = await unpacked(`numbers-${name}`);
      const link = document.createElement("a");
      // The mark at the start tells Excel that the file is UTF-8.
      link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
      link.download = `${name}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  });

  // The explorer.
  const section = document.getElementById("explore");
  if (!unpacks || !document.getElementById("explorer")) return;
  const picker = (name) => document.getElementById(`pick-${name}`);
  const WIDTH = 1100, LEFT = 64, RIGHT = 12;
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const ALL = "all pools";

  function fill(select, names, kept) {
    select.replaceChildren(...names.map((name) => new Option(name, name)));
    if (names.includes(kept)) select.value = kept;
  }

  function shape(parent, kind, attributes, words) {
    const found = document.createElementNS("http://www.w3.org/2000/svg", kind);
    Object.entries(attributes).forEach(([name, value]) => found.setAttribute(name, value));
    if (words !== undefined) found.textContent = words;
    parent.appendChild(found);
    return found;
  }

  const round = (number) => Math.round(number * 10) / 10;

  // A step function as a path; with `area` closed along the bottom.
  function steps(values, hours, width, x, y, area) {
    let path = "", open = false;
    values.forEach((value, place) => {
      if (value === null) { open = false; return; }
      const [from, to, at] = [round(x(hours[place])), round(x(hours[place] + width)), round(y(value))];
      if (area) path += `M${from} ${round(y(0))}V${at}H${to}V${round(y(0))}Z`;
      else path += `${open ? `V${at}` : `M${from} ${at}`}H${to}`;
      open = true;
    });
    return path;
  }

  function nice(top) {
    const size = 10 ** Math.floor(Math.log10(Math.max(top, 1e-9)));
    return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((part) => part * size).find((end) => end >= top) || 1;
  }

  // One panel: its frame with days, and its lines by class; returns nothing.
  function panel(svg, top, height, title, unit, first, hours, width, lines) {
    const highest = nice(Math.max(...lines.flatMap(([, values]) => values.map((value) => value || 0)), 0));
    const x = (hour) => LEFT + ((WIDTH - LEFT - RIGHT) * hour) / 168;
    const y = (value) => top + height - (height * value) / highest;
    shape(svg, "text", { x: LEFT, y: top - 10, class: "head" }, title);
    for (let part = 0; part <= 2; part += 1) {
      const value = (highest * part) / 2;
      shape(svg, "line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "rule" });
      shape(svg, "text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, `${round(value)}${unit}`);
    }
    for (let day = 0; day < 7; day += 1) {
      const date = new Date(Date.parse(first) + day * 86400000);
      const words = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()}.${date.getUTCMonth() + 1}.`;
      shape(svg, "line", { x1: x(24 * day), x2: x(24 * day), y1: top, y2: top + height, class: "rule" });
      shape(svg, "text", { x: x(24 * day + 12), y: top + height + 18, "text-anchor": "middle" }, words);
    }
    lines.forEach(([kind, values, area]) => {
      shape(svg, "path", { d: steps(values, hours, width, x, y, area), class: area ? kind : `line ${kind}` });
    });
  }

  const sumOf = (values) => values.reduce((sum, value) => sum + (value || 0), 0);

  function weighted(values, weights) {
    const known = values.map((value, place) => (value === null ? 0 : weights[place] || 0));
    const total = sumOf(known);
    return total ? values.reduce((sum, value, place) => sum + (value || 0) * known[place], 0) / total : null;
  }

  function draw(data) {
    const strategy = picker("strategy").value, pool = picker("pool").value, market = picker("market").value;
    const place = data.weeks.findIndex((week) => week.first === picker("week").value);
    const begin = data.weeks[place].step;
    const end = place + 1 < data.weeks.length ? data.weeks[place + 1].step : data.hours.length;
    const cut = (values) => values.slice(begin, end);
    const hours = cut(data.hours);
    const width = data.hours.length > 1 ? Math.max(data.hours[1] - data.hours[0], 0.01) : 1;
    const pools = data.pools[strategy];
    const chosen = pool === ALL ? Object.values(pools) : [pools[pool]];
    const added = (name) => hours.map((_, step) => sumOf(chosen.map((series) => series[name][begin + step])));
    const svg = shape(document.createElement("div"), "svg", { viewBox: `0 0 ${WIDTH} 470`, role: "img" });
    svg.setAttribute("aria-label", `Agents and waits of ${strategy}, week from ${data.weeks[place].first}`);
    const agents = [["staffed", added("staffed"), true], ["required", added("required")], ["busy", added("busy")]];
    panel(svg, 28, 160, "agents: on duty (area), required (line), busy (dotted)", "", data.weeks[place].first, hours, width, agents);
    const words = [];
    const customers = data.markets[strategy] && data.markets[strategy][market];
    if (customers) {
      const [offered, wait, kept] = ["offered", "wait", "kept"].map((name) => cut(customers[name]));
      const long = Math.max(...wait.map((value) => value || 0)) >= 120;
      const waits = wait.map((value) => (value === null || !long ? value : value / 60));
      panel(svg, 258, 76, "calls and chats offered", "", data.weeks[place].first, hours, width, [["offered", offered, true]]);
      panel(svg, 388, 60, "mean wait", long ? " min" : " s", data.weeks[place].first, hours, width, [["wait", waits]]);
      const mean = weighted(wait, offered), share = weighted(kept, offered);
      words.push(`${Math.round(sumOf(offered)).toLocaleString("en")} calls and chats offered in ${market}`);
      if (mean !== null) words.push(`mean wait ${mean < 120 ? `${round(mean)} s` : `${round(mean / 60)} min`}`);
      if (share !== null) words.push(`${round(share * 100)} % served as promised`);
    } else {
      svg.setAttribute("viewBox", `0 0 ${WIDTH} 220`);
    }
    const said = words.length ? `${words.join(", ")}. ` : "";
    document.getElementById("week-in-words").textContent = `${said}The clock is that of ${data.clock}.`;
    document.getElementById("picture").replaceChildren(svg);
  }

  unpacked("explorer").then((text) => {
    const data = JSON.parse(text);
    const pools = () => [ALL, ...Object.keys(data.pools[picker("strategy").value])];
    fill(picker("strategy"), Object.keys(data.pools));
    fill(picker("pool"), pools());
    fill(picker("market"), Object.keys(Object.values(data.markets)[0] || {}));
    fill(picker("week"), data.weeks.map((week) => week.first));
    picker("market").parentElement.hidden = !Object.keys(data.markets).length;
    picker("week").value = section.dataset.week || data.weeks[0].first;
    picker("strategy").addEventListener("change", () => fill(picker("pool"), pools(), picker("pool").value));
    ["strategy", "pool", "market", "week"].forEach((name) => picker(name).addEventListener("change", () => draw(data)));
    section.hidden = false;
    document.querySelector('nav a[href="#explore"]').hidden = false;
    draw(data);
  });
})();
