/// How pages look: one style sheet for screens, light and dark, and for paper.
enum PageStyle {
  /// Blue, vermilion, green and violet are told apart with any colour vision, and lines have names
  /// and dashes of their own besides.
  static let text = """

    :root {
      color-scheme: light dark;
      --page: #ffffff; --text: #1b1f24; --soft: #59636e; --rule: #d8dee4; --grid: #eaeef2;
      --panel: #f6f8fa; --mark: #6e7781; --warn: #fff4d6; --warn-rule: #b87b00;
      --c0: #0063a8; --c1: #c04a00; --c2: #00795a; --c3: #8a3f86;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #0f1318; --text: #e3e8ee; --soft: #9aa5b1; --rule: #333b45; --grid: #222932;
        --panel: #171c23; --mark: #8b96a2; --warn: #33290d; --warn-rule: #d9a520;
        --c0: #64b0f4; --c1: #ff9a5c; --c2: #4fcfa4; --c3: #dc9ad7;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }
    main { max-width: 1024px; margin: 0 auto; padding: 40px 32px 56px; }
    h1 { margin: 0; font-size: 27px; line-height: 1.25; font-weight: 650; }
    h2 { margin: 44px 0 14px; font-size: 19px; font-weight: 650; }
    h3 { display: inline; margin: 0; font-size: 15px; font-weight: 650; }
    header p { margin: 4px 0 0; color: var(--soft); }
    .remark { color: var(--soft); font-size: 13px; margin-left: 10px; }
    .lead { margin: 0 0 12px; }
    .facts {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
      gap: 10px 28px;
      margin: 22px 0 0; padding: 16px 18px; background: var(--panel); border-radius: 8px;
    }
    dt { color: var(--soft); font-size: 13px; }
    dd { margin: 0; }
    header .warning {
      color: var(--text);
      margin: 18px 0 0; padding: 10px 14px; background: var(--warn);
      border-left: 4px solid var(--warn-rule); border-radius: 4px;
    }
    .finding { margin: 0 0 18px; }
    .finding p, .finding ul { margin: 4px 0 0; }
    .finding ul { padding-left: 20px; color: var(--soft); }
    .groups { columns: 3 270px; column-gap: 32px; }
    .group { break-inside: avoid; padding-bottom: 18px; }
    table { width: 100%; border-collapse: collapse; }
    caption { text-align: left; font-weight: 650; padding: 4px 0; }
    th, td { padding: 4px 0; text-align: left; font-weight: 400; vertical-align: baseline; }
    th + td, td + td, td + th, th + th { padding-left: 14px; }
    tr { border-top: 1px solid var(--grid); }
    .figures td { text-align: right; white-space: nowrap; }
    .figures th[scope="row"] { color: var(--soft); }
    .figures th[scope="col"] {
      text-align: right; color: var(--soft); font-size: 13px; white-space: nowrap;
    }
    .figures th[scope="rowgroup"] { padding-top: 18px; font-weight: 650; }
    .wide-table { overflow-x: auto; }
    .wide-table table { width: auto; min-width: 100%; overflow-wrap: normal; }
    .figures tr > th:first-child { text-align: left; }
    .wide-table th:first-child { min-width: 110px; max-width: 240px; overflow-wrap: anywhere; }
    .marks { width: auto; }
    .marks th { white-space: nowrap; color: var(--soft); padding-right: 6px; }
    figure { margin: 0 0 26px; }
    figcaption { margin-bottom: 4px; }
    .pairs { display: grid; grid-template-columns: 1fr 1fr; gap: 0 32px; }
    .pairs figcaption { color: var(--soft); }
    .topic { margin: 18px 0 4px; }
    svg { display: block; width: 100%; height: auto; }
    svg text {
      fill: var(--soft); font-size: 11px; unicode-bidi: isolate;
      font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    svg.narrow { display: none; }
    svg .grid { stroke: var(--grid); }
    svg .axis { stroke: var(--mark); }
    svg .mark { stroke: var(--mark); stroke-dasharray: 2 3; }
    svg .change { stroke: var(--text); stroke-opacity: 0.55; }
    svg .word {
      fill: var(--text); stroke: var(--page); stroke-width: 3px; paint-order: stroke;
    }
    svg .finding { fill: var(--warn-rule); }
    svg .gap-word { fill: var(--text); }
    svg .gap { fill: var(--rule); fill-opacity: 0.55; }
    svg .line { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
    svg .fill { stroke: none; fill-opacity: 0.13; }
    svg .band { stroke: none; fill-opacity: 0.22; }
    svg .name {
      font-size: 12px; font-weight: 600; stroke: var(--page); stroke-width: 3px;
      paint-order: stroke;
    }
    svg path.l0 { stroke: var(--c0); }
    svg path.l1 { stroke: var(--c1); stroke-dasharray: 7 4; }
    svg path.l2 { stroke: var(--c2); stroke-dasharray: 1 4; stroke-width: 2.2; }
    svg path.l3 { stroke: var(--c3); stroke-dasharray: 9 4 1 4; }
    svg .f0, svg text.l0 { fill: var(--c0); }
    svg .f1, svg text.l1 { fill: var(--c1); }
    svg .f2, svg text.l2 { fill: var(--c2); }
    svg .f3, svg text.l3 { fill: var(--c3); }
    svg .bar { fill: var(--c0); }
    svg .threshold { fill: var(--c1); font-weight: 600; }
    svg .tile { fill: var(--c0); }
    svg .s0 { fill-opacity: 0.12; }
    svg .s1 { fill-opacity: 0.3; }
    svg .s2 { fill-opacity: 0.5; }
    svg .s3 { fill-opacity: 0.72; }
    svg .s4 { fill-opacity: 1; }
    footer { margin-top: 40px; color: var(--soft); font-size: 13px; }
    @media screen and (max-width: 720px) {
      main { padding: 24px 16px 40px; }
      h1 { font-size: 22px; }
      svg.wide { display: none; }
      svg.narrow { display: block; }
      .pairs { grid-template-columns: 1fr; }
    }
    @media print {
      @page { margin: 15mm; }
      body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      main { max-width: none; padding: 0; }
      h2 { margin-top: 26px; }
      .facts { grid-template-columns: 1fr 1fr; }
      .groups { columns: 3 150px; column-gap: 20px; font-size: 9pt; }
      figure, .finding, .group, tr, .facts { break-inside: avoid; }
      h2, caption, figcaption, .topic { break-after: avoid; }
      .wide-table { overflow: visible; }
      .wide-table table, .wide-table .figures th { font-size: 6.5pt; }
      .wide-table th + td, .wide-table td + td, .wide-table th + th { padding-left: 4pt; }
      .wide-table th:first-child { min-width: 40pt; }
    }

    """
}
