/// What the findings' web page looks like and does, apart from its contents.
enum HTMLReport {
  /// The colors are those of the figures (`SVG.Role`). Ink on white for paper, whatever the screen is set to.
  static let style = """

    :root{color-scheme:light dark;\(variables { $0.colors.light })}
    \(SVG.style(scope: "svg ") { "var(--\($0.rawValue))" })
    @media screen and (prefers-color-scheme:dark){:root{\(variables { $0.colors.dark })}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:1rem;max-width:84rem;font:1rem/1.5 system-ui,-apple-system,'Segoe UI',\
    Helvetica,Arial,sans-serif;color:var(--ink);background:var(--panel);overflow-wrap:break-word}
    h1,h2,h3,h4,h5{line-height:1.25;margin:2em 0 .5em}
    h1,nav h2{margin-top:0}
    h2{border-bottom:1px solid var(--border);padding-bottom:.3em}
    section{border-top:3px solid var(--border);margin-top:4rem}
    nav{margin-bottom:2rem}
    nav h2{font-size:1rem;border:0}
    nav ul{list-style:none;padding:0;margin:0;font-size:.875rem}
    nav li{margin:.4em 0}
    a{color:var(--first)}
    a:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--first);outline-offset:2px}
    p,li,figcaption{max-width:46rem}
    .scroll{overflow-x:auto;margin:1em 0}
    table{border-collapse:collapse;font-size:.875rem;line-height:1.4;width:max-content;max-width:max(100%,52rem)}
    caption{text-align:left;font-style:italic;padding:.3em 0}
    th,td{border:1px solid var(--border);padding:.35em .6em;text-align:left;vertical-align:top}
    thead th,thead td{background:var(--grid)}
    .number{text-align:right;font-variant-numeric:tabular-nums}
    td.number{white-space:nowrap}
    th button{all:unset;cursor:pointer;font:inherit}
    th button::after{content:"\\202F↕";content:"\\202F↕"/"";color:var(--muted)}
    th[aria-sort=ascending] button::after{content:"\\202F↑";content:"\\202F↑"/"";color:inherit}
    th[aria-sort=descending] button::after{content:"\\202F↓";content:"\\202F↓"/"";color:inherit}
    .supported{color:var(--third)}
    .refuted{color:var(--second)}
    .undecided{color:var(--muted)}
    code{font:.875em/1.45 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
    pre{overflow-x:auto;padding:.75em 1em;border:1px solid var(--border);border-radius:6px}
    summary{cursor:pointer;color:var(--muted)}
    figure{margin:1em 0}
    figcaption{font-style:italic}
    .chart{display:block;max-width:100%;min-width:40rem;height:auto}
    .chart *{pointer-events:none}
    .chart .value{fill:none;pointer-events:all}
    .chart .value:hover{stroke:var(--ink)}
    #tip{position:absolute;max-width:min(24rem,90vw);padding:.4em .7em;font-size:.875rem;\
    color:var(--panel);background:var(--ink);border-radius:6px}
    footer{margin-top:2em;border-top:1px solid var(--border)}
    @media (min-width:72rem){
    body{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:2.5rem}
    nav{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow-y:auto}
    }
    @media print{
    @page{margin:14mm}
    body{display:block;padding:0;font-size:10pt}
    nav{position:static;max-height:none}
    section{break-before:page;border:0;margin:0}
    h2,h3,h4,caption,summary{break-after:avoid}
    figure,tr,pre{break-inside:avoid}
    .scroll,pre{overflow:visible}
    pre{white-space:pre-wrap}
    table{font-size:8pt;max-width:100%}
    details.model::details-content{content-visibility:visible}
    td.number{white-space:normal}
    .chart{min-width:0;max-width:150mm}
    th button{display:contents}
    th button::after{content:none}
    a{color:inherit;text-decoration:none}
    #tip{display:none}
    }

    """

  private static func variables(_ color: (SVG.Role) -> String) -> String {
    SVG.Role.allCases.map { "--\($0.rawValue):\(color($0))" }.joined(separator: ";")
  }

  /// Without it tables keep their order, and values show where a mouse rests, as browsers do by themselves.
  static let script = """

    "use strict";
    // A table's headings sort it: upwards, downwards, as it was.
    const {compare} = new Intl.Collator("en", {numeric: true});
    for (const table of document.querySelectorAll("table")) {
      const body = table.tBodies[0], rows = [...body.rows];
      if (rows.length < 2) continue;
      const headings = [...table.tHead.rows[0].cells];
      headings.forEach((heading, column) => {
        if (!heading.textContent) return;
        const button = document.createElement("button");
        button.type = "button";
        button.append(...heading.childNodes);
        heading.append(button);
        const number = row => parseFloat(row.cells[column].dataset.order);
        const text = row => row.cells[column].textContent;
        // Numbers by size before texts; empty cells last, whichever way.
        const order = (a, b, sign) => {
          if (!text(a) || !text(b)) return !text(a) - !text(b);
          const [x, y] = [number(a), number(b)];
          if (isNaN(x) || isNaN(y)) return sign * (isNaN(x) - isNaN(y) || compare(text(a), text(b)));
          return sign * (x - y);
        };
        button.addEventListener("click", () => {
          const way = {null: "ascending", ascending: "descending", descending: null}[heading.getAttribute("aria-sort")];
          for (const other of headings) other.removeAttribute("aria-sort");
          if (way) heading.setAttribute("aria-sort", way);
          const sign = way === "descending" ? -1 : 1;
          body.append(...(way ? [...rows].sort((a, b) => order(a, b, sign)) : rows));
        });
      });
    }
    // A finger cannot rest on a figure's values, but tap them.
    const tip = document.createElement("div");
    tip.id = "tip";
    tip.setAttribute("role", "status");
    document.body.append(tip);
    tip.hidden = true;
    document.addEventListener("click", event => {
      const value = event.target.closest(".value");
      tip.hidden = !value;
      if (!value) return;
      tip.textContent = value.textContent;
      tip.style.top = `${event.pageY + 14}px`;
      tip.style.left = `${Math.max(8, Math.min(event.pageX, scrollX + innerWidth - tip.offsetWidth - 8))}px`;
    });

    """
}
