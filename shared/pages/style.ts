/**
 * The visitors' style: colours and radii are tokens of the Digital Agency's design system under their own names (a test compares
 * them). It keeps to what browsers of 2016 know, so no gap between flexible boxes, no :has, and a focus ring also without
 * :focus-visible; dark mode, forced colours and paper only exchange the names at the top.
 */
export const css = `
:root{color-scheme:light dark;--color-neutral-white:#ffffff;--color-neutral-black:#000000;--color-neutral-solid-gray-50:#f2f2f2;--color-neutral-solid-gray-200:#cccccc;--color-neutral-solid-gray-420:#949494;--color-neutral-solid-gray-536:#767676;--color-neutral-solid-gray-700:#4d4d4d;--color-neutral-solid-gray-800:#333333;--color-neutral-solid-gray-900:#1a1a1a;--color-primitive-blue-50:#e8f1fe;--color-primitive-blue-100:#d9e6ff;--color-primitive-blue-300:#9db7f9;--color-primitive-blue-900:#0017c1;--color-primitive-blue-1000:#00118f;--color-primitive-blue-1200:#000060;--color-primitive-green-50:#e6f5ec;--color-primitive-green-300:#71c598;--color-primitive-green-900:#115a36;--color-primitive-green-1200:#032213;--color-primitive-red-50:#fdeeee;--color-primitive-red-300:#ff9696;--color-primitive-red-900:#ce0000;--color-primitive-red-1200:#620000;--color-primitive-yellow-50:#fbf5e0;--color-primitive-yellow-300:#ffd43d;--color-primitive-yellow-1000:#806300;--border-radius-4:0.25rem;--border-radius-8:0.5rem;
--text:var(--color-neutral-solid-gray-900);--soft:var(--color-neutral-solid-gray-700);--page:var(--color-neutral-white);--tint:var(--color-neutral-solid-gray-50);--line:var(--color-neutral-solid-gray-536);--thin:var(--color-neutral-solid-gray-420);--link:var(--color-primitive-blue-900);--key:var(--color-primitive-blue-900);--key-hover:var(--color-primitive-blue-1000);--on-key:var(--color-neutral-white);--key-tint:var(--color-primitive-blue-50);--key-tint-hover:var(--color-primitive-blue-100);--good:var(--color-primitive-green-900);--good-tint:var(--color-primitive-green-50);--bad:var(--color-primitive-red-900);--bad-tint:var(--color-primitive-red-50);--care:var(--color-primitive-yellow-1000);--care-tint:var(--color-primitive-yellow-50);--ring:var(--color-neutral-black)}
@media screen and (prefers-color-scheme:dark){:root{--text:var(--color-neutral-white);--soft:var(--color-neutral-solid-gray-200);--page:var(--color-neutral-solid-gray-900);--tint:var(--color-neutral-solid-gray-800);--line:var(--color-neutral-solid-gray-420);--link:var(--color-primitive-blue-300);--key:var(--color-primitive-blue-300);--key-hover:var(--color-primitive-blue-100);--on-key:var(--color-neutral-black);--key-tint:var(--color-primitive-blue-1200);--key-tint-hover:var(--color-primitive-blue-1000);--good:var(--color-primitive-green-300);--good-tint:var(--color-primitive-green-1200);--bad:var(--color-primitive-red-300);--bad-tint:var(--color-primitive-red-1200);--care:var(--color-primitive-yellow-300);--care-tint:var(--color-neutral-solid-gray-800);--ring:var(--color-neutral-white)}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;font:1rem/1.7 "Noto Sans JP","Hiragino Sans","Hiragino Kaku Gothic ProN","Yu Gothic",Meiryo,sans-serif;color:var(--text);background:var(--page);overflow-wrap:break-word;word-wrap:break-word}
.inner,main{display:block;max-width:46rem;margin:0 auto;padding:0 1rem}
main{padding-bottom:2rem}
a{color:var(--link)}
a:hover{text-decoration-thickness:.18em}
h1,h2,h3{line-height:1.45}
h1,h2,h3,dt,legend,.button,button,.ways strong{word-break:auto-phrase}
h1{font-size:1.75rem;margin:1.5rem 0 1rem}
h2{font-size:1.35rem;margin:2.25rem 0 .6rem;padding-left:.6rem;border-left:.4rem solid var(--key)}
h3{font-size:1.1rem;margin:1.5rem 0 .4rem}
p{margin:.6rem 0}
p,li,dd{text-wrap:pretty}
small{font-size:.875rem}
li{margin:.25rem 0}
:focus{outline:4px solid var(--ring);outline-offset:2px;box-shadow:0 0 0 2px var(--color-primitive-yellow-300)}
:focus:not(:focus-visible){outline:0;box-shadow:none}
main:focus,h1:focus{outline:0;box-shadow:none}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static;display:inline-block;padding:.5rem 1rem}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap;padding:0;border:0;min-height:0}

rt{font-size:.6em;font-weight:400;-webkit-user-select:none;user-select:none}

.top{border-top:.4rem solid var(--key);border-bottom:1px solid var(--thin)}
.top .who{font-weight:700;margin:.6rem 0 0}
.top .who a{color:inherit;text-decoration:none}
.top nav a,.foot nav a{display:inline-block;margin:0 1.1rem 0 0;padding:.55rem 0}
.top nav a[aria-current]{font-weight:700;color:inherit;text-decoration:none;border-bottom:.2rem solid var(--key)}
.top .inner{padding-bottom:.2rem}
.switch{margin:.4rem 0 .5rem}
.switch button{min-height:2.75rem;padding:.35rem .9rem;border-color:var(--line);background:var(--page);color:var(--link);font-size:.875rem;font-weight:400}
.switch button:hover{background:var(--key-tint)}
.foot{border-top:1px solid var(--thin);background:var(--tint);padding:1rem 0 2rem}
.steps{list-style:none;margin:1rem 0;padding:0;font-size:.8125rem;color:var(--soft)}
.steps li{display:inline-block;margin:0 .15rem .25rem 0;padding:.1rem .35rem;border:1px solid var(--thin);border-radius:var(--border-radius-8)}
.steps ruby,.top ruby,.foot ruby{line-height:2.2}
.steps li[aria-current]{color:var(--on-key);background:var(--key);border-color:var(--key);font-weight:700}

button,.button{display:inline-block;font:inherit;font-weight:700;line-height:1.4;min-height:3.5rem;padding:.95rem 1.5rem;border:1px solid var(--key);border-radius:var(--border-radius-8);background:var(--key);color:var(--on-key);text-align:center;text-decoration:none;cursor:pointer;-webkit-appearance:none}
button:hover,.button:hover{background:var(--key-hover);text-decoration:underline}
button.second,.button.second{background:var(--page);color:var(--link)}
button.second:hover,.button.second:hover{background:var(--key-tint-hover)}
button.small,.button.small{min-height:2.75rem;padding:.55rem 1rem;font-weight:400}
button.bare{min-height:2.75rem;padding:.55rem 0;border:0;background:none;color:var(--link);font-weight:400;text-decoration:underline}
.actions{margin:1.5rem 0}
.actions>*{margin:0 .75rem .75rem 0;display:inline-block;vertical-align:middle}

input:not([type=radio]):not([type=checkbox]),select,textarea{font:inherit;max-width:100%;min-height:3.5rem;padding:.7rem 1rem;border:1px solid var(--line);border-radius:var(--border-radius-8);background:var(--page);color:var(--text)}
select{padding-right:.5rem}
input[type=radio],input[type=checkbox]{width:1.5rem;height:1.5rem;margin:0 .5rem 0 0;vertical-align:-.3rem;accent-color:var(--key)}
fieldset{min-width:0;margin:2rem 0;padding:0;border:0}
legend{font-weight:700;font-size:1.1rem;padding:0;margin-bottom:.4rem}
.field{margin:1.6rem 0}
.field>label{display:block;font-weight:700;font-size:1.1rem}
.field>input:not([size]){display:block;width:100%}
.choice{display:block;position:relative;padding:.6rem 0 .6rem 2.2rem}
.choice input{position:absolute;left:0;top:.75rem}
.must{font-size:.875rem;font-weight:400;color:var(--bad)}
.may{font-size:.875rem;font-weight:400;color:var(--soft)}
.hint{color:var(--soft);margin:.1rem 0 .4rem}
.error{color:var(--bad);margin:.3rem 0}
[aria-invalid]{border:2px solid var(--bad)!important}

.checklist{margin:1.5rem 0;padding:.6rem 1.1rem;border:1px solid var(--thin);border-radius:var(--border-radius-8);background:var(--tint)}
.checklist h2{margin-top:.4rem}
.index{padding:.1rem 1.1rem .6rem;border:1px solid var(--thin);border-radius:var(--border-radius-8);margin:2rem 0}
.index h2{margin-top:.6rem}
.index ol{list-style:none;margin:0;padding:0}
.index li{margin:0}
.index a{display:block;padding:.45rem 0}
.item{padding-left:1.75em;text-indent:-1.75em}
.hash{overflow-wrap:anywhere;word-break:break-all;font-size:.875rem}
ins{background:var(--good-tint);color:var(--good)}
del{background:var(--bad-tint);color:var(--bad);text-decoration:none}
.badge{display:inline-block;padding:0 .6rem;border:1px solid;border-radius:var(--border-radius-4);font-size:.875rem;font-weight:700;white-space:nowrap}
.consent{padding:.4rem 1.1rem;border:1px solid var(--thin);border-radius:var(--border-radius-8)}
.consent .choice{font-size:1rem}
form.note{padding-bottom:.4rem}
form.note>h2{margin-top:.4rem}
@media (min-width:40em){.index li{display:inline-block;width:49%;vertical-align:top}}

.problem,.done,.note,.card{border:1px solid var(--thin);border-radius:var(--border-radius-8);padding:.6rem 1.1rem;margin:1.2rem 0}
.problem{border:2px solid var(--bad);background:var(--bad-tint)}
.problem a{color:inherit}
.done{border:2px solid var(--good);background:var(--good-tint)}
.note{border:2px solid var(--care);background:var(--care-tint)}
.card>h2:first-child,.note>h2:first-child,.problem>h2:first-child,.done>h2:first-child{margin-top:.4rem}
dl.items{margin:1rem 0;border-top:1px solid var(--thin)}
dl.items>div{padding:.7rem 0;border-bottom:1px solid var(--thin)}
dl.items dt{font-weight:700}
dl.items dd{margin:0}
dd p,dd ul,dd ol{margin:0}
dd ul,dd ol{padding-left:1.5rem}
.done>h2,.note>h2,.card>h2,.checklist>h2,.index>h2{padding-left:0;border-left:0}

a[href^="tel:"]{white-space:nowrap}
.join{min-width:100%;font-size:1.25rem}

.big{font-size:1.25rem;font-weight:700;letter-spacing:.03em;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%}
th,td{padding:.5rem;border-bottom:1px solid var(--thin);text-align:left;vertical-align:top}
.wide{overflow-x:auto}

.plain{list-style:none;margin:.6rem 0;padding:0}
.plain .button{display:block;margin:0 0 .75rem;text-align:left}
.picks{margin:1rem 0}
.picks span{display:block;font-weight:700;margin-bottom:.2rem}
.picks a,.times a{display:inline-block;min-height:2.75rem;padding:.5rem .9rem;border:1px solid var(--line);border-radius:var(--border-radius-8)}
.picks a{margin:0 .2rem .4rem 0}
.picks a[aria-current]{border-color:var(--key);background:var(--key);color:var(--on-key);font-weight:700;text-decoration:none}
.next>span{display:block;font-weight:700;margin-bottom:.4rem}
.weeks a{margin:0 .5rem .5rem 0}
.month{position:relative;overflow-x:auto;margin:0 -.75rem 1rem;padding:.1rem .5rem}
.calendar{table-layout:fixed;border-collapse:separate;border-spacing:.25rem}
.calendar th{width:2.6rem;border:0;padding:.2rem 0;text-align:center}
.calendar td{padding:.45rem 0;border:1px solid var(--thin);border-radius:var(--border-radius-8);background:var(--tint);color:var(--soft);text-align:center;font-size:.8125rem;line-height:1.5}
.calendar b,.calendar td span{display:block}
.calendar b{font-size:1rem;white-space:nowrap}
.calendar .free{padding:0;border-color:var(--key);background:var(--key-tint)}
.calendar .free a{display:block;padding:.45rem 0;font-weight:700}
.calendar .free a:hover{background:var(--key-tint-hover)}
.calendar .free a[aria-current]{background:var(--key);color:var(--on-key);border-radius:var(--border-radius-8)}
.calendar .past{border:0;background:none}
.half{font-weight:700;margin:.4rem 0 0}
.card .actions{margin-bottom:0}
.times{list-style:none;margin:.4rem 0 1rem;padding:0}
.times li{display:inline-block;margin:0 .4rem .4rem 0}
.times a{border-color:var(--key)}
.times a:hover{background:var(--key-tint-hover)}
.field>.choice{font-weight:400;font-size:1rem}
.wish .part{display:inline-block;max-width:100%;margin:.3rem .75rem .5rem 0;vertical-align:bottom}
.wish select{width:100%;height:auto;padding-top:.4rem;padding-bottom:.4rem;white-space:normal}
.wish .part label{display:block}
.receipt dt{font-weight:700}
.receipt dd{margin:0 0 .6rem}
summary{padding:.6rem 0;color:var(--link);text-decoration:underline;cursor:pointer}
.lead{font-size:1.125rem}
.whole{display:inline-block}
a .whole{text-decoration:inherit}
.news{border:2px solid var(--care);border-radius:var(--border-radius-8);background:var(--care-tint);padding:.6rem 1.1rem}
.contents li{margin:0}
.contents{list-style:none;margin:1rem 0;padding:.6rem 1.1rem;border-radius:var(--border-radius-8);background:var(--tint)}
.contents a{display:inline-block;padding:.3rem 0}
.ways{list-style:none;margin:1.2rem 0;padding:0}
.ways li{margin:0 0 .75rem}
.ways a{display:block;height:100%;padding:.9rem 1.1rem;border:1px solid var(--key);border-radius:var(--border-radius-8);text-decoration:none}
.ways strong{display:block;text-decoration:underline}
.ways span{color:var(--text)}
.ways a:hover{background:var(--key-tint)}
.ways .first{background:var(--key);color:var(--on-key)}
.ways .first span{color:inherit}
.ways .first:hover{background:var(--key-hover)}
.print-only{display:none}

@media (min-width:40em){
.join{min-width:20rem}
.big{font-size:1.5rem;letter-spacing:.06em}
.steps{font-size:.875rem}
.steps li{margin-right:.25rem;padding:.1rem .6rem}
h1{font-size:2rem}
.top .inner{display:flex;flex-wrap:wrap;align-items:center}
.top .who{flex:0 0 100%}
.switch{margin:0 0 .3rem auto}
.ways{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));grid-gap:1rem}
.ways.even{grid-template-columns:1fr 1fr}
.ways li{margin:0}
.contents{-webkit-columns:2;columns:2}
dl.items>div{display:flex}
dl.items dt{flex:0 0 13rem;padding-right:1rem}
dl.items dd{flex:1;min-width:0}
}
@media (max-width:22em){.calendar td{font-size:.75rem}}
@media (max-width:16em){
.calendar,.calendar tbody,.calendar tr,.calendar td{display:block}
.calendar thead,.calendar .past{display:none}
.calendar td{margin:.25rem 0}
.calendar b::after{content:attr(data-day)}
}
@media (forced-colors:active){.steps li[aria-current],.top nav a[aria-current],.picks a[aria-current],.calendar a[aria-current]{border:3px solid}}
@media print{
@page{margin:15mm}
:root{color-scheme:light;--text:#000;--soft:#000;--page:#fff;--tint:#fff;--link:#000}
.top nav,.switch,button,.button,.skip,.steps,.ways,.contents,.no-print{display:none}
.print-only{display:block}
.next .button{display:inline;padding:0;border:0;background:none;color:inherit}
body{font-size:10.5pt;line-height:1.5}
.whole{display:inline}
.inner,main{max-width:none;padding-left:0;padding-right:0}
h1{font-size:16pt;margin:.5rem 0}
h2{font-size:12.5pt;margin:.75rem 0 .2rem}
p,ol,ul{margin:.2rem 0}
.receipt dl>div{display:inline-block;margin-right:3rem}
.receipt dd{margin:0}
dl.items>div{padding:.25rem 0}
main{padding-bottom:.5rem}
.foot br{display:none}
.problem,.done,.note,.card,.checklist,dl.items{margin:.6rem 0}
h1,h2,h3,dt{page-break-after:avoid}
a{color:inherit;text-decoration:none}
.problem,.done,.note,.card,.news,dl.items>div,tr,li{page-break-inside:avoid}
.foot{page-break-inside:avoid;padding:.3rem 0 0}
}
`;
