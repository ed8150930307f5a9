/** Colours and sizes after the Digital Agency's design system: contrast 4.5:1 and more, a focus ring that cannot be missed. */
export const css = `
:root{color-scheme:light dark;--text:#1a1a1c;--soft:#626264;--page:#fff;--line:#767676;--link:#0017c1;--key:#0017c1;--on-key:#fff;--bad:#ce0000;--bad-page:#fff2f2}
@media (prefers-color-scheme:dark){:root{--text:#f2f2f2;--soft:#b3b3b3;--page:#1a1a1c;--line:#949494;--link:#9db7f9;--key:#9db7f9;--on-key:#1a1a1c;--bad:#ff9999;--bad-page:#3b1a1a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:44rem;padding:1rem;font:1rem/1.7 "Noto Sans JP","Hiragino Sans","Yu Gothic",Meiryo,sans-serif;color:var(--text);background:var(--page);overflow-wrap:anywhere}
a{color:var(--link)}
h1{font-size:1.6rem;line-height:1.4}
h2{font-size:1.2rem;margin-top:2rem}
header,footer{border-bottom:1px solid var(--line)}
footer{border-bottom:0;border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem;color:var(--soft)}
footer nav a{display:inline-block;margin-right:1rem;padding:.5rem 0}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
:focus-visible{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}
button,.button{display:inline-block;font:inherit;font-weight:700;min-height:3rem;padding:.6rem 1.5rem;border:1px solid var(--key);border-radius:.5rem;background:var(--key);color:var(--on-key);text-decoration:none;cursor:pointer}
button.second{background:var(--page);color:var(--link)}
input:not([type=radio],[type=checkbox]),select{font:inherit;max-width:100%;min-height:3rem;padding:.5rem;border:1px solid var(--line);border-radius:.5rem;background:var(--page);color:var(--text)}
.field{margin:1.2rem 0}
.field>input:not([size]){display:block;width:100%}
.field p{margin:.2rem 0;color:var(--soft)}
input[type=radio],input[type=checkbox]{width:1.4rem;height:1.4rem;vertical-align:middle}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1.2rem 0;padding:.5rem 1rem}
[aria-invalid]{border-color:var(--bad);border-width:2px}
.error,.field p.error{color:var(--bad)}
.problem{border:2px solid var(--bad);border-radius:.5rem;background:var(--bad-page);padding:0 1rem;margin:1rem 0}
.openings{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none}
.openings a{display:block;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.5rem}
dt{font-weight:700;margin-top:.8rem}
dd{margin:0}
dd strong{font-size:1.3rem;letter-spacing:.05em}
@media print{header,nav,button,.skip{display:none}}
`;
