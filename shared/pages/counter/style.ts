/**
 * The console's style: colours, sizes and radii are tokens of the Digital Agency's design system under their own names (a test
 * compares them), so its contrast and its focus ring hold here too.
 */
export const css = `
:root{color-scheme:light;--color-neutral-white:#ffffff;--color-neutral-black:#000000;--color-neutral-solid-gray-50:#f2f2f2;--color-neutral-solid-gray-420:#949494;--color-neutral-solid-gray-536:#767676;--color-neutral-solid-gray-700:#4d4d4d;--color-neutral-solid-gray-900:#1a1a1a;--color-primitive-blue-50:#e8f1fe;--color-primitive-blue-100:#d9e6ff;--color-primitive-blue-900:#0017c1;--color-primitive-blue-1000:#00118f;--color-primitive-green-50:#e6f5ec;--color-primitive-green-900:#115a36;--color-primitive-red-50:#fdeeee;--color-primitive-red-900:#ce0000;--color-primitive-yellow-50:#fbf5e0;--color-primitive-yellow-300:#ffd43d;--color-primitive-yellow-1000:#806300;--border-radius-4:0.25rem;--border-radius-8:0.5rem}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;font:1rem/1.6 "Noto Sans JP","Hiragino Sans","Yu Gothic",Meiryo,sans-serif;color:var(--color-neutral-solid-gray-900);background:var(--color-neutral-white);overflow-wrap:anywhere}
main{max-width:80rem;margin:0 auto;padding:1rem}
a{color:var(--color-primitive-blue-900);text-underline-offset:.2em}
h1,h2,h3{line-height:1.4;margin:1.5rem 0 .5rem}
h1{font-size:1.75rem;margin:0}
h2{font-size:1.375rem;border-left:.4rem solid var(--color-primitive-blue-900);padding-left:.6rem}
h3{font-size:1.125rem}
p{margin:.4rem 0}
small{font-size:.875rem}
summary{cursor:pointer;padding:.4rem 0}
pre.text{white-space:pre-wrap;font:inherit;margin:0}
ins{background:var(--color-primitive-green-50);color:var(--color-primitive-green-900)}
del{background:var(--color-primitive-red-50);color:var(--color-primitive-red-900)}
:focus-visible{outline:4px solid var(--color-neutral-black);outline-offset:2px;box-shadow:0 0 0 2px var(--color-primitive-yellow-300);border-radius:var(--border-radius-4)}
.bar nav a:focus-visible,.openings a:focus-visible{outline-offset:-4px}
.may,.hint,.soft{color:var(--color-neutral-solid-gray-700);font-weight:400}
.must,.error{color:var(--color-primitive-red-900);font-weight:400}
.hint{font-size:.875rem;margin:.1rem 0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static;display:inline-block;padding:.5rem}

.bar{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.5rem;padding:.5rem 1rem 0;border-bottom:1px solid var(--color-neutral-solid-gray-420);background:var(--color-neutral-solid-gray-50)}
.bar .who{font-weight:700;margin:0}
.bar .who a{color:inherit;text-decoration:none}
.bar form{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem;margin:0}
.bar .out{margin-left:auto}
.bar label{font-size:.875rem}
.bar .find input,.bar button{min-height:2.25rem;padding:.2rem .6rem}
.bar nav{display:flex;flex-wrap:wrap;width:100%}
.bar nav a{padding:.6rem .9rem;text-decoration:none;border-bottom:.25rem solid transparent}
.bar nav a:hover{text-decoration:underline}
.bar nav a[aria-current]{font-weight:700;border-bottom-color:var(--color-primitive-blue-900)}
.bell{position:fixed;z-index:1;right:1rem;bottom:1rem;left:1rem;pointer-events:none}
.bell>*{display:block;width:fit-content;max-width:100%;margin:0 0 0 auto;padding:.6rem 1.25rem;border:2px solid var(--color-neutral-white);border-radius:var(--border-radius-8);background:var(--color-primitive-red-900);color:var(--color-neutral-white);font-weight:700;pointer-events:auto}
html:has(.bell>*){scroll-padding-bottom:5rem}
body:has(.bell>*){padding-bottom:5rem}
@media (max-width:40rem){html:has(.bell>*){scroll-padding-bottom:9rem}body:has(.bell>*){padding-bottom:9rem}}
.title{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 1.5rem;margin-bottom:.75rem}
.card .title{margin:0}
.clock{margin:0;color:var(--color-neutral-solid-gray-700)}

button,.button{display:inline-flex;align-items:center;justify-content:center;font:inherit;font-weight:700;min-height:2.75rem;padding:.4rem 1.25rem;border:1px solid var(--color-primitive-blue-900);border-radius:var(--border-radius-8);background:var(--color-primitive-blue-900);color:var(--color-neutral-white);text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--color-primitive-blue-1000);text-decoration:underline}
button.second,.button.second{background:var(--color-neutral-white);color:var(--color-primitive-blue-900);font-weight:400}
button.second:hover,.button.second:hover{background:var(--color-primitive-blue-100)}
button[aria-pressed=true]{background:var(--color-primitive-blue-100);font-weight:700}
button[aria-pressed=true]::before{content:"✓";margin-right:.4rem}
button.grave{background:var(--color-primitive-red-900);border-color:var(--color-primitive-red-900)}
.actions{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:.6rem 0}
.actions form{margin:0}
.copy code{font:inherit;font-variant-numeric:tabular-nums;background:var(--color-neutral-solid-gray-50);padding:.1rem .3rem;user-select:all}
.copy button{min-height:2rem;padding:0 .6rem;font-size:.875rem}

input:not([type=radio],[type=checkbox]),select,textarea{font:inherit;max-width:100%;min-height:2.75rem;padding:.4rem .6rem;border:1px solid var(--color-neutral-solid-gray-536);border-radius:var(--border-radius-8);background:var(--color-neutral-white);color:inherit}
textarea{width:100%;min-height:8rem}
input[type=radio],input[type=checkbox]{width:1.4rem;height:1.4rem;vertical-align:middle;margin:0 .3rem 0 0;accent-color:var(--color-primitive-blue-900)}
[aria-invalid]{border:2px solid var(--color-primitive-red-900)!important}
fieldset{min-width:0;border:1px solid var(--color-neutral-solid-gray-420);border-radius:var(--border-radius-8);margin:.8rem 0;padding:.3rem .8rem .6rem}
fieldset.field{border:0;padding:0}
legend{padding:0 .3rem 0 0}
.field{margin:.8rem 0}
.field>label:not(.choice),legend{display:block;font-weight:700}
.field>input:not([size],[type=radio],[type=checkbox]){width:100%}
.choice{display:block;padding:.35rem 0}
.row .choice,.inline .choice{display:inline-block;margin-right:1.2rem}
.part{display:inline-block;margin:0 .7rem .3rem 0}
form.period{display:flex;flex-wrap:wrap;align-items:end;gap:0 1rem}
.openings{display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:.3rem 0;list-style:none}
.openings a,.openings label{display:block;padding:.45rem .7rem;border:1px solid var(--color-neutral-solid-gray-536);border-radius:var(--border-radius-8);text-decoration:none;font-variant-numeric:tabular-nums}
.openings a[aria-current],.openings label:has(:checked){background:var(--color-primitive-blue-900);color:var(--color-neutral-white)}

.problem,.done,.note,.urgent{border:1px solid;border-left-width:.5rem;border-radius:var(--border-radius-8);padding:.4rem 1rem;margin:.8rem 0}
.problem,.urgent{border-color:var(--color-primitive-red-900);background:var(--color-primitive-red-50)}
.done{border-color:var(--color-primitive-green-900);background:var(--color-primitive-green-50)}
.note{border-color:var(--color-primitive-yellow-1000);background:var(--color-primitive-yellow-50)}
.note>h2,.urgent>h2{margin-top:.4rem}
.card{border:1px solid var(--color-neutral-solid-gray-420);border-radius:var(--border-radius-8);padding:.6rem 1rem;margin:.8rem 0;background:var(--color-neutral-white)}
.card h2,.card h3,.card>p:first-child,dd>p:first-child,td>p:first-child{margin-top:0}
.card>h2:first-child{margin-top:.3rem}
.pressing{border-left:.5rem solid var(--color-primitive-red-900)}
.badge{display:inline-block;padding:0 .6rem;border:1px solid currentColor;border-radius:var(--border-radius-4);font-size:.875rem;font-weight:700;background:var(--color-neutral-white);white-space:nowrap}
.badge.tentative{color:var(--color-primitive-yellow-1000);background:var(--color-primitive-yellow-50)}
.badge.confirmed{color:var(--color-primitive-blue-900);background:var(--color-primitive-blue-50)}
.badge.attended{color:var(--color-primitive-green-900);background:var(--color-primitive-green-50)}
.badge.no-show,.badge.late{color:var(--color-primitive-red-900);background:var(--color-primitive-red-50)}

.columns,.phone,.week{display:grid;gap:0 2rem;grid-template-columns:minmax(0,1fr)}
.columns>*>h2:first-child{margin-top:.8rem}
.bare,ul.plain,ul.tasks,ul.people,ul.contents,.articles{list-style:none;padding:0;margin:.3rem 0}
ul.plain li,ul.tasks li{padding:.4rem 0;border-bottom:1px solid var(--color-neutral-solid-gray-420)}
ul.tasks li.pressing{padding-left:.6rem}
ul.people{display:grid;gap:0 1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr))}
ul.contents{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem}
.articles{columns:16rem}
dl.items{display:grid;align-items:baseline;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1.2rem;margin:.5rem 0}
dl.items dt{font-weight:700}
dl.items dd{margin:0}

.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700;padding:.3rem 0}
th,td{overflow-wrap:break-word;text-align:left;vertical-align:top;padding:.45rem .7rem;border-bottom:1px solid var(--color-neutral-solid-gray-420)}
thead th{background:var(--color-neutral-solid-gray-50);white-space:nowrap}
td button,td .button{white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.grid td{min-width:9rem;border:1px solid var(--color-neutral-solid-gray-420);padding:.3rem .6rem}
.grid td.confirmed{background:var(--color-primitive-blue-50)}
.grid td.tentative{background:var(--color-primitive-yellow-50)}
.grid td.attended{background:var(--color-primitive-green-50)}
.grid td.no-show{background:var(--color-primitive-red-50)}
.grid td.blank{color:var(--color-neutral-solid-gray-700)}
.grid th[scope=row]{width:5rem;font-weight:400;font-variant-numeric:tabular-nums;white-space:nowrap}
.grid tr.present th{font-weight:700;border-left:.4rem solid var(--color-primitive-blue-900)}
.log :is(p,ul){margin:0}
.log tbody th,.log td:nth-child(-n+4),.picks th[scope=row],.picks td small{white-space:nowrap}
.picks th{padding:.45rem .4rem;min-width:2.75rem}
.picks thead th{white-space:normal}
.picks td{padding:0}
.picks label,.picks td>span{display:block;min-height:2.75rem;padding:.45rem .4rem}
.picks label:has(:checked){background:var(--color-primitive-blue-100)}

.week{gap:.8rem}
.week section{border:1px solid var(--color-neutral-solid-gray-420);border-radius:var(--border-radius-8);padding:.5rem .8rem}
.week section.present{border:2px solid var(--color-primitive-blue-900)}
.week h2{font-size:1.125rem;margin:0 0 .4rem;border:0;padding:0}
.times .openings label{padding:.2rem .6rem .2rem .4rem}
.times h2,.say h2{font-size:1.125rem}
.times legend h2{margin:0;padding:0 .3rem;border:0}
.times h3{font-size:1rem;margin:.6rem 0 .2rem}
.times label small{color:inherit}
.script h3{margin-top:1rem}
.aloud{border-left:.25rem solid var(--color-primitive-blue-900);padding:.1rem .8rem;font-size:1.125rem}
.script h4,.script h5{margin:1rem 0 .2rem;line-height:1.4;font-size:1rem}
.card form+h3{margin-top:1rem}
ul.plain li.title{align-items:center;margin:0}
.dial{font-size:1.375rem;font-weight:700}
.chart{display:block;width:100%;max-width:32rem;height:auto;margin:.6rem 0}
.figure{min-width:0;break-inside:avoid}
.figure.first{grid-column:1/-1}
.figure td{white-space:nowrap}
.figure th[scope=row]{min-width:8.5rem}

@media (min-width:60rem){
.columns,.phone{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
.columns.aside{grid-template-columns:minmax(0,2fr) minmax(0,1fr)}
.columns.aside>aside{grid-column:2}
.columns.aside>aside+div{grid-column:1;grid-row:1}
.stay{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding-bottom:1rem}
dl.items.brief{grid-template-columns:max-content minmax(0,1fr) max-content minmax(0,1fr)}
.week{grid-template-columns:repeat(auto-fit,minmax(0,1fr));grid-auto-flow:column;grid-auto-columns:minmax(0,1fr)}
.phone{grid-template-rows:auto auto 1fr;align-items:start}
.phone .first{grid-column:1;grid-row:1}
.phone .rest{grid-column:1;grid-row:2/span 2}
.phone .times{grid-column:2;grid-row:1/span 2}
.phone .say{grid-column:2;grid-row:3}
}
@media (max-width:40rem){
main{padding:.75rem}
h1{font-size:1.5rem}
.bar{gap:.25rem .5rem;padding:.4rem .75rem 0}
.bar .who,.bar .out{font-size:.875rem}
.bar .out{gap:.3rem}
.bar .out button{padding:.2rem .5rem}
.bar .find{order:1;width:100%}
.bar .find input{flex:1 1 6rem;min-width:0}
.bar nav{order:2}
.bar nav a{padding:.4rem .5rem;font-size:.875rem}
dl.items{grid-template-columns:minmax(0,1fr)}
dl.items dd{margin-bottom:.4rem}
dl.items.brief,dl.items.short{grid-template-columns:max-content minmax(0,1fr)}
th,td{min-width:4.5rem;padding:.4rem .5rem}
td:has(.copy){min-width:11rem}
.copy code{overflow-wrap:anywhere}
table.stack thead{position:absolute;left:-99rem}
table.stack :is(tr,th,td){display:block}
table.stack :is(th,td){border:0;padding:.1rem 0}
table.stack tr{border-bottom:1px solid var(--color-neutral-solid-gray-420);padding:.5rem 0}
table.log tr{display:grid;grid-template-columns:9.5rem 1fr;gap:0 .6rem}
table.log td:nth-child(n+5){grid-column:1/-1}
}
@media (forced-colors:active){.badge,.done,.note,.problem,.urgent{border:2px solid}.openings a[aria-current]{outline:3px solid}}
@media print{.bar,.bell,button,.button,form.period,.skip{display:none}}
`;
