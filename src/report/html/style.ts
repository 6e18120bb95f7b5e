/** The look of the page: two themes by the reader's preference, one column on a phone, plain on paper. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--raised:#fafbfc;--ink:#12171f;--muted:#545e6c;--line:#dfe3e9;--track:#e6e9ee;--accent:#3a4fd0;--accent-soft:#e9ecfd;--good:#0b7443;--good-soft:#e0f4e9;--bad:#bf2230;--bad-soft:#fdeaec;--open:#855800;--open-soft:#fdf1d8;--reach:#c5ccf5;--shadow:0 1px 2px rgba(18,23,31,.05),0 8px 24px rgba(18,23,31,.05);--head:linear-gradient(120deg,#1c2350,#2f3fa8 60%,#5a4fc4)}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0c0f14;--card:#151a22;--raised:#1a2029;--ink:#e9edf3;--muted:#a0abba;--line:#2a323d;--track:#28303b;--accent:#9aa9ff;--accent-soft:#222b52;--good:#4cd08f;--good-soft:#12301f;--bad:#ff8489;--bad-soft:#3a171b;--open:#f2bd55;--open-soft:#33270c;--reach:#35407f;--shadow:none;--head:linear-gradient(120deg,#12162f,#1e2760 60%,#352f75)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;overflow-wrap:break-word;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.wide{max-width:1080px;margin:0 auto;padding:0 24px}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0}
ul,ol{padding:0;list-style:none}
code{font:.92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
.skip{position:absolute;left:16px;top:-60px;background:var(--card);padding:8px 14px;border-radius:8px;z-index:2}
.skip:focus{top:12px}
header{background:var(--head);color:#fff;padding:28px 0 104px}
.brand{display:flex;align-items:center;gap:8px;font-size:14px;font-weight:600;letter-spacing:.02em;color:#dfe3ff}
.brand svg{width:22px;height:22px;fill:#fff}
.brand path{fill:none;stroke-width:2.6;stroke-linecap:round;stroke:#fff}
.brand .track{opacity:.35}
h1{font-size:clamp(26px,4.5vw,38px);line-height:1.15;letter-spacing:-.02em;margin:14px 0 8px;overflow-wrap:anywhere}
.about{display:flex;flex-wrap:wrap;gap:4px 16px;color:#dfe3ff;font-size:15px}
main>section{background:var(--card);border:1px solid var(--line);border-radius:16px;box-shadow:var(--shadow);padding:28px;margin-bottom:20px;scroll-margin-top:64px}
main>section:first-child{margin-top:-76px}
h2{font-size:21px;line-height:1.25;letter-spacing:-.01em;margin-bottom:6px}
h3{font-size:16px;margin:24px 0 8px}
.lead{color:var(--muted);max-width:72ch;margin-bottom:16px}
.lead .mark{margin-right:6px}
nav{position:sticky;top:0;z-index:1;margin:0 -24px 20px;padding:0 24px;background:var(--bg)}
nav ul{display:flex;flex-wrap:wrap;gap:4px;overflow-x:auto;padding:10px 0;scrollbar-width:none}
nav ul::-webkit-scrollbar{display:none}
nav a{display:block;white-space:nowrap;padding:6px 12px;border-radius:999px;text-decoration:none;color:var(--muted);font-size:14px;font-weight:550}
nav a:hover,nav a:focus-visible{background:var(--accent-soft);color:var(--ink)}
.hero{display:grid;grid-template-columns:250px 1fr;gap:36px;align-items:center}
.dial{text-align:center}
.gauge{width:100%;max-width:250px;display:block;margin:0 auto}
.gauge circle{fill:none;stroke-width:15;stroke-linecap:round}
.gauge .track{stroke:var(--track)}
.gauge .reachable{stroke:var(--reach)}
.gauge .value{stroke:currentColor}
.gauge text{text-anchor:middle;fill:var(--ink)}
.gauge .score{font-size:50px;font-weight:700;letter-spacing:-.03em}
.gauge .of{font-size:15px;fill:var(--muted)}
.reach{color:var(--muted);font-size:14px;margin-top:4px}
.swatch{display:inline-block;width:18px;height:8px;border-radius:4px;background:var(--reach);margin-right:7px}
.tone-good{color:var(--good)}.tone-bad{color:var(--bad)}.tone-open{color:var(--open)}.tone-none{color:var(--muted)}
.pill{display:inline-flex;align-items:center;gap:9px;font-size:19px;font-weight:680;padding:7px 18px 7px 12px;border-radius:999px}
.pill.tone-good{background:var(--good-soft)}.pill.tone-bad{background:var(--bad-soft)}.pill.tone-open{background:var(--open-soft)}
.pill .mark{width:22px;height:22px}
.mark{width:16px;height:16px;flex:none;vertical-align:-3px;margin-right:5px}
.pill .mark,.sound .mark,.diagnostics .mark{margin-right:0}
.mark circle{fill:currentColor}
.mark path{fill:none;stroke:var(--card);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.verdict .lead{margin:14px 0 0}
.reasons{margin:14px 0 0;display:grid;gap:6px}
.reasons li{padding-left:14px;border-left:3px solid var(--line);overflow-wrap:anywhere}
.reasons strong{font-weight:650}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(116px,1fr));gap:12px;margin-top:20px}
.tile{background:var(--raised);border:1px solid var(--line);border-radius:12px;padding:12px 14px}
.tile dt{color:var(--muted);font-size:13px;font-weight:550}
.tile b{display:block;font-size:25px;line-height:1.25;letter-spacing:-.02em}
.tile span{display:block;color:var(--muted);font-size:13px;line-height:1.35}
.callout{background:var(--accent-soft);border-radius:12px;padding:12px 16px;margin-bottom:16px}
.tools{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end;margin-bottom:12px}
.tools label{display:grid;gap:3px;font-size:13px;color:var(--muted);font-weight:550}
.tools input,.tools select,.tools button{font:inherit;font-weight:400;font-size:15px;color:var(--ink);background:var(--card);border:1px solid #8a94a3;border-radius:9px;padding:6px 11px;min-height:38px}
.tools input{width:min(280px,70vw)}
.tools button{cursor:pointer}
.tools button:hover{background:var(--accent-soft)}
.tools [role=status]{color:var(--muted);font-size:14px;padding-bottom:8px}
.blockers>li,.folds>li{border-top:1px solid var(--line)}
.blockers>li:last-child,.folds>li:last-child{border-bottom:1px solid var(--line)}
summary{cursor:pointer}
.blockers summary,.folds summary,.template>summary{display:grid;grid-template-columns:14px 1fr auto;gap:4px 12px;align-items:start;padding:14px 6px;list-style:none;border-radius:8px}
.blockers summary::-webkit-details-marker,.folds summary::-webkit-details-marker,.template>summary::-webkit-details-marker{display:none}
.blockers summary::before,.folds summary::before{content:"";width:8px;height:8px;margin-top:8px;border-right:2px solid var(--muted);border-bottom:2px solid var(--muted);transform:rotate(-45deg)}
.blockers details[open]>summary::before,.folds details[open]>summary::before{transform:rotate(45deg)}
.blockers summary:hover,.folds summary:hover,.template>summary:hover{background:var(--raised)}
.what{display:grid;gap:5px;min-width:0}
.what>b{font-weight:620;overflow-wrap:anywhere}
.chips{display:flex;flex-wrap:wrap;gap:5px 8px;align-items:center;color:var(--muted);font-size:14px}
.chip{font-size:12.5px;line-height:1.5;padding:1px 9px;border-radius:999px;border:1px solid var(--line);background:var(--raised);color:var(--muted)}
.severity-critical,.severity-high{color:var(--bad);border-color:currentColor;background:none}
.accepted{color:var(--open);border-color:currentColor;background:none}
.fixable{color:var(--accent);border-color:currentColor;background:none}
.gain{text-align:right;line-height:1.2;white-space:nowrap}
.gain b{font-size:19px;letter-spacing:-.01em}
.gain span{display:block;color:var(--muted);font-size:12.5px}
.bar{display:block;width:100%;height:6px}
.bar .track{fill:var(--track)}
.bar .value{fill:currentColor}
.tone-accent{color:var(--accent)}
.blockers .bar{grid-column:2/-1;margin-top:6px}
.body{padding:2px 6px 18px 32px}
.body>p{margin-bottom:10px;max-width:76ch}
.more{display:flex;flex-wrap:wrap;gap:6px 18px;margin-top:12px}
.more code{background:var(--raised);border:1px solid var(--line);border-radius:7px;padding:2px 9px}
.scroll{overflow-x:auto;position:relative}
table{border-collapse:collapse;width:100%;font-size:15px}
th,td{text-align:left;vertical-align:top;padding:8px 14px 8px 0;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--muted);font-size:13px;font-weight:550;white-space:nowrap}
tbody th{font-weight:550;min-width:190px}
.n{text-align:right;white-space:nowrap}
.type{display:block;color:var(--muted);font-size:13px;font-weight:400;overflow-wrap:anywhere}
.place{color:var(--muted);font-size:14px}
td.place{width:26%}
.inline{display:flex;flex-wrap:wrap;gap:1px 14px}
.verdict-cell{white-space:nowrap}
.templates code{font-size:.87em}
.numbers{max-width:520px}
.delta{margin-top:6px;font-size:14px}
.delta code{color:var(--muted)}
.delta b{font-size:16px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px}
.cards>li:only-child{max-width:280px}
.card{border:1px solid var(--line);background:var(--raised);border-radius:12px;padding:16px}
.card h3{margin:0;font-size:14px;color:var(--muted);font-weight:600;text-transform:capitalize}
.number{font-size:31px;font-weight:690;letter-spacing:-.02em;line-height:1.3;margin-bottom:6px}
.counts{display:flex;flex-wrap:wrap;gap:2px 12px;margin-top:10px;font-size:14px;color:var(--muted)}
.counts span{white-space:nowrap}
.note{color:var(--muted);font-size:14px}
.rest{margin-top:14px}
.rest>summary{color:var(--accent);font-weight:550;padding:4px 0}
.diagnostics{display:grid;gap:10px;margin-top:10px}
.diagnostics li{display:grid;grid-template-columns:20px 1fr;gap:10px;border:1px solid var(--line);border-left:4px solid currentColor;border-radius:10px;padding:12px 14px}
.diagnostics .mark{margin-top:3px}
.diagnostics div{color:var(--ink);min-width:0;overflow-wrap:anywhere}
.diagnostics b{text-transform:capitalize;font-weight:620}
.sound{columns:2 320px;column-gap:28px;margin-top:10px}
.sound li{display:grid;grid-template-columns:16px 1fr;gap:9px;align-items:start;padding:4px 0;break-inside:avoid}
.sound .mark{margin-top:4px}
.sound code{display:block;color:var(--muted);font-size:13px}
.histogram{width:100%;max-width:300px}
.histogram .track{fill:var(--line)}
.histogram .value{fill:var(--accent)}
.histogram text{font-size:11px;text-anchor:middle;fill:var(--ink)}
.histogram .axis{fill:var(--muted)}
figcaption{font-size:13px;color:var(--muted)}
.many{grid-template-columns:320px 1fr}
.worst{display:grid;gap:14px;margin-top:12px}
.worst li{display:grid;grid-template-columns:1fr auto;gap:2px 16px}
.worst .bar{grid-column:1/-1}
.curve{width:100%;min-width:680px;display:block}
.curve text{font-size:12px;fill:var(--muted)}
.curve .name{font-weight:600;fill:var(--ink)}
.curve .grid{stroke:var(--line);stroke-width:1}
.curve .floor{stroke:var(--open);stroke-width:1.5;stroke-dasharray:6 5}
.curve .floor-label{fill:var(--open)}
.curve .area{fill:var(--accent);opacity:.09}
.curve .line{fill:none;stroke:var(--accent);stroke-width:2.6;stroke-linejoin:round}
.curve .release line{stroke:currentColor;stroke-width:1;opacity:.45}
.curve .release.tone-bad line{stroke-dasharray:3 3;opacity:.8}
.curve .release circle{fill:currentColor;stroke:var(--card);stroke-width:2}
.curve .release path{fill:none;stroke:currentColor;stroke-width:2.6;stroke-linecap:round}
.curve .release.tone-bad text,.curve .release.tone-open text{fill:currentColor}
.curve .end{text-anchor:end}
.curve .middle{text-anchor:middle}
.curve .release.tone-none circle{fill:var(--accent)}
.releases tr>*{color:var(--ink)}
.releases .tone-bad .outcome{color:var(--bad);font-weight:600}
.releases .tone-open .outcome{color:var(--open);font-weight:600}

.template{border-top:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 70px;scroll-margin-top:64px}
.template>summary{grid-template-columns:20px 1fr auto}
.template>summary>.mark{margin-top:4px}
.template>.body{padding:14px 6px 28px}
footer{color:var(--muted);font-size:14px;padding:8px 0 40px}
@media (max-width:760px){
.wide{padding:0 16px}
header{padding:20px 0 96px}
main>section{padding:20px 16px;border-radius:14px}
nav{margin:0 -16px 16px;padding:0 16px}
nav ul{flex-wrap:nowrap}
.hero,.many{grid-template-columns:1fr;gap:18px}
.gauge{max-width:220px}
.dial{order:0}
.verdict{text-align:left}
.tiles{grid-template-columns:1fr 1fr}
.body{padding-left:6px}
tbody th{min-width:0}
.resources tr>:nth-child(3),.resources tr>:nth-child(4),.templates tr>:nth-child(4),.templates tr>:nth-child(5){display:none}
.templates .verdict-cell{white-space:normal}
.list:not(.resources):not(.templates):not(.numbers) thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.list:not(.resources):not(.templates):not(.numbers),.list:not(.resources):not(.templates):not(.numbers) tbody,.list:not(.resources):not(.templates):not(.numbers) tr,.list:not(.resources):not(.templates):not(.numbers) tr>*{display:block;width:auto}
.list:not(.resources):not(.templates):not(.numbers) tr{border-bottom:1px solid var(--line);padding:8px 0}
.list:not(.resources):not(.templates):not(.numbers) tr>*{border:0;padding:1px 0}
}
@media print{
:root{--bg:#fff;--card:#fff;--raised:#fff;--ink:#000;--muted:#444;--line:#bbb;--shadow:none;--accent:#233;color-scheme:light}
body{font-size:11pt}
header{background:none;color:#000;padding:12px 0}
.brand,.about{color:#333}.brand svg{fill:#333}.brand path{stroke:#333}
main>section,main>section:first-child{margin:0 0 12pt;border:0;padding:0;break-inside:auto}
nav,.tools,.skip{display:none}
.blockers summary,.folds summary,tr,.card,.tile,.diagnostics li{break-inside:avoid}
.blockers summary{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
