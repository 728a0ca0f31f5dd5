// Shows a view and a group at a time, filters the list of groups, and opens what the address names.
// It never makes markup of text: elements are created, and texts are set.
(() => {
  /** @typedef {{id: string, change: string, transition: string, decision: string, rules: string[], changedHere: string, expected: string, sinceLast: string, day: string, text: string}} Facets */

  const data = document.getElementById("report-groups");
  const list = document.getElementById("list");
  /** @type {Facets[]} */
  const groups = JSON.parse(data?.textContent ?? "[]");
  const views = [...document.querySelectorAll(".view")];
  const pages = [...document.querySelectorAll(".group-page")];
  /** @type {HTMLElement[]} */
  const rows = [...document.querySelectorAll("#group-list > li")].filter((row) => row instanceof HTMLElement);
  const frame = document.querySelector(".groups");
  const links = [...document.querySelectorAll("nav a, #group-list a")];

  /**
   * @param {string} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   */
  function create(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  }

  /** What the address names: a view, a group, an event of it. */
  function address() {
    const hash = location.hash.slice(1);
    const named = new URLSearchParams(hash);
    const group = named.get("g");
    if (group !== null) return { view: "groups", group, event: named.get("e") };
    return { view: views.some(({ id }) => id === hash) ? hash : "overview", group: null, event: null };
  }

  /** @param {boolean} moved whether the reader asked for it, so that the focus goes along */
  function show(moved) {
    const { view, group, event } = address();
    for (const one of views) one.classList.toggle("is-current", one.id === view);
    const page = group === null ? undefined : pages.find(({ id }) => id === `g=${group}`);
    const shown = page ?? (group === null && isWide() && view === "groups" ? pages[0] : undefined);
    for (const one of pages) one.classList.toggle("is-current", one === shown);
    frame?.classList.toggle("has-page", page !== undefined);
    const target = shown === undefined ? `#${view}` : `#${shown.id}`;
    for (const link of links) {
      const href = link.getAttribute("href");
      if (href === target || href === `#${view}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const opened = event === null ? null : document.getElementById(`g=${group}&e=${event}`);
    if (opened instanceof HTMLDetailsElement) opened.open = true;
    if (opened !== null) opened.scrollIntoView();
    else scrollTo(0, 0);
    if (moved && opened === null) {
      const current = page ?? views.find(({ id }) => id === view);
      if (current instanceof HTMLElement) current.focus({ preventScroll: true });
    }
    const row = document.querySelector("#group-list a[aria-current]");
    if (list !== null && row instanceof HTMLElement) list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }

  function isWide() {
    return matchMedia("(min-width: 62rem)").matches;
  }

  /** @type {readonly (readonly [keyof Facets, string])[]} */
  const facets = [
    ["change", "Change"],
    ["transition", "Transition"],
    ["decision", "Decision"],
    ["rules", "Rule"],
    ["changedHere", "Rule changed here"],
    ["expected", "Expected"],
    ["sinceLast", "Since the last report"],
    ["day", "Last seen on"],
  ];
  /** @type {Map<keyof Facets, HTMLSelectElement>} */
  const selects = new Map();
  const search = document.createElement("input");
  const found = create("output", { "aria-live": "polite" });

  /** @param {Facets} group @param {keyof Facets} facet */
  function valuesOf(group, facet) {
    const value = group[facet];
    return typeof value === "string" ? [value] : value;
  }

  function filter() {
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    let shown = 0;
    for (const [index, group] of groups.entries()) {
      const text = group.text.toLowerCase();
      const fits =
        words.every((word) => text.includes(word)) &&
        [...selects].every(([facet, { value }]) => value === "" || valuesOf(group, facet).includes(value));
      const row = rows[index];
      if (row !== undefined) row.hidden = !fits;
      if (fits) shown++;
    }
    found.textContent = shown === groups.length ? `${shown} groups` : `${shown} of ${groups.length} groups`;
  }

  function clear() {
    search.value = "";
    for (const select of selects.values()) select.value = "";
    filter();
  }

  function addFacets() {
    search.type = "search";
    search.id = "search";
    search.placeholder = "rule, path, id …";
    const form = create("form", { class: "facets", role: "search" }, create("label", {}, "Find ", search));
    for (const [facet, title] of facets) {
      const values = [...new Set(groups.flatMap((group) => valuesOf(group, facet)))]
        .filter((value) => value !== "")
        .sort();
      if (values.length < 2) continue;
      const select = document.createElement("select");
      select.append(new Option("any", ""), ...values.map((value) => new Option(value, value)));
      select.setAttribute("aria-label", title);
      selects.set(facet, select);
      form.append(create("label", {}, title, " ", select));
    }
    const all = create("button", { type: "button" }, "Clear");
    all.addEventListener("click", clear);
    form.append(found, all);
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    list?.prepend(form);
    filter();
  }

  /** Goes to the next or the previous group of those that are shown. @param {number} step */
  function go(step) {
    const shown = groups.filter((_, index) => rows[index]?.hidden === false);
    const at = shown.findIndex(({ id }) => id === address().group);
    const next = shown[at === -1 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (next !== undefined) location.hash = `g=${next.id}`;
  }

  const help = create(
    "dialog",
    { "aria-label": "Keys" },
    ...[
      ["j", "next group"],
      ["k", "previous group"],
      ["/", "find groups"],
      ["1 to 6", "overview, groups, rules, not compared, data, about"],
      ["Esc", "clear the search; close this"],
      ["?", "these keys"],
    ].map(([key, does]) => create("p", {}, create("kbd", {}, key ?? ""), ` ${does}`)),
  );

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writes = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "Escape" && writes) {
      clear();
      event.target.blur();
    }
    if (writes) return;
    const view = views[Number(event.key) - 1];
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?" && help instanceof HTMLDialogElement) help.showModal();
    else if (event.key === "/") {
      if (address().view !== "groups") location.hash = "groups";
      event.preventDefault();
      setTimeout(() => search.focus());
    } else if (view !== undefined) location.hash = view.id;
  }

  if (groups.length > 1) addFacets();
  const keys = create("button", { type: "button" }, "Keys (?)");
  keys.addEventListener("click", () => help instanceof HTMLDialogElement && help.showModal());
  document.querySelector("nav")?.append(keys);
  document.body.append(help);
  document.documentElement.classList.add("enhanced");
  addEventListener("hashchange", () => show(true));
  addEventListener("keydown", press);
  // Once more when the browser has scrolled to what the address names.
  addEventListener("load", () => show(false));
  show(false);
})();
