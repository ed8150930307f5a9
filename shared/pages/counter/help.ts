import { html } from 'hono/html';
import { askedText } from '../../domain/instant.ts';
import type { Office, Timetable } from '../../domain/office.ts';
import type { Page } from '../layout.ts';
import { type Counter, counterPage, stateBadge } from './layout.ts';

/** How the day goes, what each list and state means, and what to do when something is wrong; the figures are the office's own. */
export const helpPage = (counter: Counter): Page => {
  const { office } = counter;
  const { contact, noShowMinutes, reminders, retention } = office;
  const tools = office.tools.map(({ name }) => name).join('か');
  const inviting = office.tools.filter(({ invitesFrom }) => invitesFrom !== null);
  const ours = office.tools.filter(({ invitesFrom }) => invitesFrom === null);
  return counterPage(
    counter,
    '/staff/help',
    '使い方',
    html`<nav aria-label="この画面の内容"><ul class="contents"><li><a href="#day">一日の流れ</a></li><li><a href="#rules">${office.name}の決まり</a></li><li><a href="#lists">一覧の意味</a></li><li><a href="#states">状態の意味</a></li><li><a href="#trouble">困ったとき</a></li></ul></nav>

<section aria-labelledby="day"><h2 id="day">一日の流れ</h2>
<h3 id="morning">朝</h3>
<ol><li>「<a href="/staff/today">今日</a>」を開いて、今日の相談と担当者を見ます。不在の担当者がいるときは、日時か担当者を変えます。</li>
<li>「<a href="/staff/todo">やること</a>」を上から片づけます。「すぐに」のものは、約束の期限を過ぎたもの、1時間以内のもの、今日の相談でまだ会議がないものです。</li>
<li>「<a href="/staff/calls">要電話連絡</a>」の方に電話をかけます。話す内容は、そこに書いてあります。</li></ol>
<h3 id="answer">申込みに返事をする</h3>
<ol><li>「やること」の「申込みに返事をする」から、予約を開きます。</li>
<li>${office.choices > 1 ? `第${office.choices}希望までの中から` : ''}日時を決めて本予約にします。合わないときは、ほかの日時を電話で相談するか、理由を選んでお断りします。</li>
<li>約束は、${promiseText(office)}の返事です。間に合わないときは、期限の前に電話で伝えます。</li>
<li>電話で申込みを受けるときは、「<a href="/staff/bookings/new">電話で受ける</a>」を使います。${office.byPhone === 'application-follows' ? '電話で受けた仮予約は、本人の申込み（メールかフォーム）が届くと、本予約になります。メールのない方は、予約を開いて、規約を読み上げて同意を記録します。押さえている担当者がその日は不在のときと、利用をお断りしている方のときは、同意や申込みだけでは本予約になりません。予約を開いて、職員が本予約にします。その日が閉庁日になったときは、ほかの日時を相談します。' : '電話で受けた申込みにも、同じように返事をします。'}</li></ol>
<h3 id="meeting">相談の前に（会議を作る）</h3>
<ol><li>次の開庁日の相談の会議を、前の開庁日のうちに${tools}で作ります。入れる内容は「やること」に出るので、「コピー」で写します。</li>
<li>会議は、一人に一つ作ります。${inviting.length > 0 && '招待のメールには、招いた方全員の名前が出ます。'}近い時間のほかの予約と同じ会議は入れられません。同じ部屋で、二人の方が会ってしまうためです。</li>
${inviting.map(({ name, invitesFrom }) => html`<li>${name}は、招待のメールを ${invitesFrom ?? ''} から送ります。送り終えたら、その印を付けるか、URLを入れます。</li>`)}
${ours.filter(({ madeBy }) => madeBy === 'api').map(({ name }) => html`<li>「設定」で${name}のユーザーを書いた担当者の会議は、本予約にすると（ふつう1分以内に）自動で作られ、ご案内も送られます。作れなかったときは、理由が「やること」に出ます。担当者を替えると、会議も新しい担当者のもので作り直され、新しい参加のしかたが送られます。使わなくなった会議は自動で消され、消せないときは「会議を消せていません」と出ます。</li>`)}
${ours.map(({ name, madeBy }) => html`<li>${madeBy === 'api' && '手で作ったときは、'}${name}は、URL、ミーティングID、パスコードを入れます。入れると、当所からご案内のメールが送られます。入れるまで、本人は参加のしかたを知りません。</li>`)}
<li>招待したあとでメールアドレスを直すと、「やること」に「招待を送り直す」と出ます。今のアドレスに招待を送り直して、その印を付けます。印を付けるまで、自動でキャンセルの扱いにはなりません。</li>
<li>メールアドレスのない方には、招待のメールが届きません。会議の情報を入れると「要電話連絡」に入るので、参加のしかたを電話で伝えます。</li>
<li>日時を変えた相談は、手で作った前の会議を削除して、新しい会議を作ります。ほかの予約でも使う会議のときは、削除のご案内は出ません。</li>
${reminderText(reminders) && html`<li>本人には、${reminderText(reminders)}に、前もってのお知らせが自動で送られます。</li>`}</ol>
<h3 id="ten">開始から${noShowMinutes}分</h3>
<ol><li>入室したら、「今日」で「入室・来所した」を押します。電話があったときは「電話があった」を押します。どちらかの記録があると、自動でキャンセルになりません。</li>
<li>${noShowMinutes}分たっても連絡の記録がないと、自動でキャンセルの扱いになり、本人にお知らせが送られます。開始までに会議がなかった方、参加のしかたが伝わっていない方は、自動ではキャンセルになりません。「やること」に出るので、職員が決めます。</li>
<li>連絡があったのに記録がなかったときや、本人が入室できなかったときは、「やること」か予約の画面で、キャンセルの扱いを取り消せます。</li></ol>
${atOnceHelp(office)}
<h3 id="evening">夕方</h3>
<ol><li>終わった相談に「実施済み」を押します。中止したときは、予約を開いて理由を選びます。連絡の記録はあっても入室がなかったときは、「連絡も入室もなかったとき」を開いて記録します。</li>
<li>次の予約を相談の中で決めたときは、予約の「次の予約を取る」から入れます。その場で本予約になります。</li>
<li>「やること」の「今日中」が残っていないか、確かめます。</li></ol></section>

<section aria-labelledby="rules"><h2 id="rules">${office.name}の決まり</h2>
<dl class="items">
<dt>相談の時間</dt><dd>${office.desks.map((desk) => html`${office.desks.length > 1 && `${desk.name}：`}${desk.timetable.map(timetableText).join('、')}、${desk.length.kind === 'exact' ? `${desk.length.minutes}分` : `${desk.length.minutes}分以内`}<br>`)}</dd>
<dt>申込みの締切り</dt><dd>${deadlineText(office)}。過ぎたものは、職員が理由を書いて受けられます。</dd>
<dt>返事の約束</dt><dd>${promiseText(office)}。返事がないときは、本人から電話をいただく約束です。</dd>
<dt>希望の数</dt><dd>${office.choices === 1 ? '1つ' : `第${office.choices}希望まで`}</dd>
<dt>本人からのキャンセル</dt><dd>${cancellationText(office)}</dd>
<dt>連絡がないとき</dt><dd>開始から${noShowMinutes}分で、キャンセルの扱い</dd>
<dt>ビデオ通話</dt><dd>${office.tools.map(({ name, invitesFrom }) => html`${name}（${invitesFrom === null ? '参加のしかたは、当所のメールで知らせます' : `招待のメールは ${invitesFrom} から届きます`}）<br>`)}</dd>
<dt>連絡先</dt><dd>${contact.department}　電話 ${contact.phone}（${contact.hours}）　メール ${contact.mailbox}</dd></dl></section>

<section aria-labelledby="lists"><h2 id="lists">一覧の意味</h2>
<dl class="items"><dt><a href="/staff/today">今日</a></dt><dd>担当者と時間の表です。「空き」を押すと、その時間で電話の申込みを受けられます。表の下に、一人ずつの内容があります。操作していない間は、1分ごとに新しくなります。</dd>
<dt id="todo"><a href="/staff/todo">やること</a></dt><dd>急ぐものから並びます。今、待っている方・相談の時間の方、すぐに、今日中、次の開庁日まで、そのあと、の順です。済むと、一覧から消えます。「連絡なしを確かめる」だけは、相談の日のあと2開庁日を過ぎると、確かめていなくても消えます。そのあとも、予約の画面で確かめたり、取り消したりできます。</dd>
<dt id="calls"><a href="/staff/calls">要電話連絡</a></dt><dd>メールアドレスがない方、メールが戻ってきた方、送れなかった方です。ご本人に電話で伝えて「電話した」を押すまで残ります。</dd>
${office.instant && html`<dt><a href="/staff/instant">即時利用</a></dt><dd>予約なしの相談を待っている方、受けた相談、受けられる担当者です。操作している所のほかは、5秒ごとに新しくなります。</dd>`}
<dt id="mails"><a href="/staff/mails">メール</a></dt><dd>届いたメールのうち、職員が読む必要のあるものです。返事をするか、予約にするか、対応済みにします。メールは${retention.rawMailDays}日で消えます。</dd>
<dt id="week"><a href="/staff/week">週の予定</a></dt><dd>一週間の予約と空きの数です。「空き」は、相談があと何回入るかの目安です。</dd>
<dt><a href="/staff/office">設定</a></dt><dd>担当者と不在、閉庁日、利用規約、利用のお断りを変える所です。閉庁日は、だれに影響するかを見てから決められます。</dd>
<dt><a href="/staff/figures">集計</a></dt><dd>申込みや実施の数を、月ごとに見ます。個人の内容は出ません。</dd>
<dt>さがす</dt><dd>画面の上の欄に、予約番号か求職番号を入れると、その方の予約が出ます。電話番号では、これからの予約だけをさがせます。番号が分からないときは、氏名か名字でさがします。2週間前から${office.horizonDays}日先までの予約が出るので、日時をお聞きして選びます。読みがなではさがせません。</dd></dl></section>

<section aria-labelledby="states"><h2 id="states">状態の意味</h2>
<dl class="items"><dt>${stateBadge('tentative')}</dt><dd>申込みを受けて、時間を仮におさえています。返事をするまで、予約は決まっていません。期限を過ぎると、自動で期限切れになり、時間が空きます。</dd>
<dt>${stateBadge('confirmed')}</dt><dd>日時が決まりました。本人にご案内が送られます。</dd>
<dt>${stateBadge('attended')}</dt><dd>相談が終わりました。</dd>
<dt>${stateBadge('no-show')}</dt><dd>開始から${noShowMinutes}分、連絡がなく、キャンセルの扱いになりました。職員が取り消せます。利用をお断りするかどうかは、別に、職員が決めます。</dd>
<dt>${stateBadge('cancelled')}</dt><dd>本人か当所が取りやめました。だれが、どの方法でかは、予約の履歴にあります。</dd>
<dt>${stateBadge('stopped')}</dt><dd>相談を途中でやめました。理由が記録されています。</dd>
<dt>${stateBadge('withdrawn')}</dt><dd>本人が、決まる前に申込みを取り下げました。</dd>
<dt>${stateBadge('declined')}</dt><dd>当所が申込みをお断りしました。</dd>
<dt>${stateBadge('expired')}</dt><dd>返事や本人の申込みがないまま期限が過ぎました。時間は空きに戻っています。</dd></dl></section>

<section aria-labelledby="trouble"><h2 id="trouble">困ったとき</h2>
<h3 id="no-mail">「メールが届かない」と言われた</h3>
<ol><li>予約を開いて、履歴の「お知らせ」を見ます。「届いた」なら、迷惑メールの中を見ていただきます。</li>
<li>アドレスが違っていたときは、予約の「そのほか」の「メールアドレス・電話番号を直す」で、正しいアドレスに直します。そのあと、その下の「もう一度送る」で、ご案内を送り直せます。</li>
<li>相談が近いときは、日時と参加のしかたを、その電話で伝えます。</li>
${inviting.map(({ name, invitesFrom }) => html`<li>${name}の招待は、当所のメールとは別に ${invitesFrom ?? ''} から届きます。届いていなければ、${name}から送り直します。</li>`)}</ol>
<h3 id="tool-down">${tools}が使えない</h3>
<ol><li>本人に電話をかけて、電話での相談にするか、日時を変えるかを相談します。</li>
${office.tools.length > 1 && html`<li>別のビデオ通話に変えるときも、まず電話で伝えます。そのあと、予約の「使うアプリを変える」で変えて、新しい会議を作り、情報を入れます。</li>`}
<li>本人が入室できなかっただけのときは、「電話があった」を記録して、キャンセルの扱いにならないようにします。</li></ol>
<h3 id="twice">同じ方の申込みが二つある</h3>
<ol><li>「ほかにも予約がある方です」と出た申込みは、予約を開いて、本人のほかの予約と見比べます。</li>
<li>同じ申込みなら、新しいほうを「同じ申込みがすでにある」でお断りします。一人の担当者に、同じ時間の予約が二つ入ることはありません。同じ方の予約は、職員が二度入れると、同じ時間に二つ入ることがあります。予約の「本人」にある「ほかの予約」を見てください。</li></ol>
<h3 id="wrong">違う方をキャンセルしてしまった</h3>
<ol><li>すぐに本人に電話で謝ります。キャンセルのお知らせが送られています。</li>
<li>空いた時間にほかの方の予約が入る前に、予約を開いて「同じ方の新しい予約」から、同じ日時の予約を作り、本予約にします。締切りを過ぎていたときは、理由を書きます。</li>
<li>「連絡なし」や「実施済み」を間違えたときは、予約を開いて取り消せます。</li></ol>
<h3 id="changed">操作が「行われていません」と出た</h3>
<p>表示したあとで、ほかの職員か本人が予約を変えました。だれが何をしたかは、画面の上と、予約の履歴にあります。今の内容を見て、必要なら、もう一度操作してください。</p>
<h3 id="signed-out">サインインが切れた</h3>
<p>入力した内容は、画面に残っています。案内のとおり、新しいタブでサインインしてから、元の画面で「もう一度送る」を押します。</p>
<h3 id="busy">「ただいま混み合っています」と出た</h3>
<p>少し待ってから、予約を開き直して、操作が済んでいるかを確かめます。まだのときは、もう一度操作します。「電話で受ける」は、同じ画面でもう一度送っても、予約が二つになることはありません。続くときは、紙に控えて、あとで入れます。</p>
<h3 id="down">システムが開かない</h3>
<p>電話の内容を紙に控えます（氏名、番号、希望の日時、担当者、電話番号）。開くようになったら、「電話で受ける」で入れます。締切りを過ぎていたときは、理由に「システム停止のため」と書きます。</p>
<h3 id="privacy">書いてはいけないこと</h3>
<p>病気や障害など、来所が難しい事情は、どこにも書きません。同席する方の欄にも、事情は書きません。</p></section>`,
  );
};

/** [A-62-1…3] How sessions at once go; nothing where there are none. */
const atOnceHelp = ({ instant, name }: Office): Page | false =>
  instant !== null &&
  html`<h3 id="instant">即時利用（予約なしの相談）</h3>
<ol><li>受けられる担当者は、「<a href="/staff/instant">即時利用</a>」で「今、即時利用を受けられます」を押します。押した担当者が、続けて${instant.minutes}分空いているときだけ、申込みができます。申込みは${askedText(instant)}に受け付け、それを過ぎると、自動で元に戻ります。</li>
<li>申込みがあると、どの画面にも「即時利用の申込みがあります」と出ます。音でも知らせるときは、「即時利用」で「申込みを音で知らせる」を押します（はじめは鳴りません）。音は、このブラウザの窓口の画面を開いている間だけ鳴ります。ほかの画面の裏にあるときは、1分ほど遅れることがあります。</li>
<li>担当者の名前の「が受ける」を押すと、今から${instant.minutes}分の予約になり、ほかの予約は入りません。二人が同時に押したときは、先の一人だけが受け、あとの人には、だれが受けたかが出ます。${instant.answerMinutes}分以内に受けないと、本人の画面に、受けられなかったことと、予約できる時間が出ます。だれも受けられないと分かったら、「お断りする…」からお断りすると、すぐに同じことが出ます。その方に今日の予約があるときは、カードに出ます。今からの相談と重なるときは、「重なることを分かったうえで受ける」に印を付けないと、受けられません。</li>
<li>申込みが出るのは、対象の確認で登録の電話番号を記録した、規約に同意したことのある方だけです。番号や電話番号が登録と違う申込みは、出ません。本人には、登録があるかどうかを答えません。</li>
<li>規約が変わったあとの方には、受けたあとで、本人の画面に今の規約が出ます。同意されるまで、始められません。同意されないときは、相談は終わり、時間は空きに戻ります。</li>
<li>アクセスコード（ミーティングIDとパスコード）は、登録された電話番号にかけ直すか、マイページに書いて伝えます。電話では、本人と確かめるまで、コードを言いません。求職者の方には、${name}の名前も言いません。同じ時の電話番号の変更は、受けません。</li>
<li>本人と確かめたら、「電話で本人と確かめた・開始」を押します。つながらないときや、本人と確かめられないときは、「取りやめる」で理由を選びます。</li>
<li>即時利用の相談には、お知らせのメールは送りません。日時は変えられないので、ほかの日時にするときは、取りやめて、新しい予約を作ります。終わったら、ほかの相談と同じように「実施した」を押します。</li></ol>`;

const weekdayNames = ['月', '火', '水', '木', '金', '土', '日'];

const timetableText = (timetable: Timetable): string => {
  const days = timetable.weekdays.map((day) => weekdayNames[day - 1]).join('・');
  switch (timetable.shape) {
    case 'sessions':
      return `${days}曜 ${timetable.sessions.map(({ from, to }) => `${from}〜${to}`).join('、')}`;
    case 'windows':
      return `${days}曜 ${timetable.windows.map(({ from, to }) => `${from}〜${to}`).join('、')}`;
    case 'starts':
      return `${days}曜 ${timetable.starts.map((start) => `${start}から`).join('、')}`;
  }
};

/** [K-6-1, A-6-1, D-3] */
const deadlineText = ({ deadline: { unit, count, until, event } }: Office): string => {
  const what = event === 'received' ? '申込みが届く' : '本予約になる';
  if (unit === 'hour') return `開始の${count}時間前までに${what}こと`;
  const day = unit === 'open-day' ? `${count}開庁日前` : count === 1 ? '前日' : `${count}日前`;
  return `相談日の${day}の${until}までに${what}こと`;
};

/** [K-F-5, A-6-3] */
const promiseText = ({ promise: { kind, count } }: Office): string =>
  kind === 'days-before-session'
    ? `相談日の${count === 1 ? '前日' : `${count}日前`}まで`
    : `申込みから${count}開庁日以内`;

const channelNames = { phone: '電話', mail: 'メール', web: '予約の確認のページ' };

/** [K-6-5, A-6-4] */
const cancellationText = ({ cancellation }: Office): string =>
  cancellation
    .map(
      ({ channels, until }) =>
        `${channels.map((channel) => channelNames[channel]).join('・')}は${until === 'start' ? '開始まで' : '前日まで'}`,
    )
    .join('、');

const reminderText = ({ openDayBefore, minutesBefore }: Office['reminders']): string =>
  [
    ...(openDayBefore === null ? [] : [`前の開庁日の${openDayBefore}`]),
    ...(minutesBefore === null ? [] : [`開始の${minutesBefore}分前`]),
  ].join('と、');
