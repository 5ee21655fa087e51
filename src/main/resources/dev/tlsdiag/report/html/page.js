'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const status = document.querySelector('.status');
  const say = (words) => { if (status) { status.textContent = words; } };

  /* copy buttons */
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const copied = (button, done) => {
    button.textContent = done ? 'Copied' : 'Selected';
    say(done ? 'Copied' : 'Selected: copy it with the keyboard');
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  all('.copy').forEach((button) => button.addEventListener('click', () => {
    const code = button.parentElement.querySelector('code');
    const byHand = () => {
      select(code);
      let done = false;
      try { done = document.execCommand('copy'); } catch (e) { done = false; }
      copied(button, done);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(code.textContent).then(() => copied(button, true), byHand);
    } else {
      byHand();
    }
  }));

  /* filters */
  all('.chips').forEach((chips) => {
    const table = document.getElementById(chips.dataset.for);
    const apply = () => {
      const shown = new Set(all('button[aria-pressed="true"]', chips).map((b) => b.dataset.kind));
      const rows = all('[data-kind]', table);
      rows.forEach((row) => { row.hidden = !shown.has(row.dataset.kind); });
      return rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' rows shown';
    };
    chips.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) {
        button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') !== 'true');
        say(apply());
      }
    });
    apply();
  });

  /* searching rows: each pressed button and the words narrow them down */
  all('.finder').forEach((finder) => {
    const rows = all('tbody tr', document.getElementById(finder.dataset.for));
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const tags = rows.map((row) => (row.dataset.tags || '').split(' '));
    const input = finder.querySelector('input');
    const told = finder.querySelector('.found');
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = all('[aria-pressed="true"]', finder).map((button) => button.dataset.tag);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = words.every((w) => texts[i].includes(w)) && wanted.every((t) => tags[i].includes(t));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      told.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' shown';
    };
    input.addEventListener('input', apply);
    finder.addEventListener('click', (event) => {
      const button = event.target.closest('[aria-pressed]');
      if (button) {
        button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') !== 'true');
        apply();
      }
    });
    apply();
  });

  /* bytes and fields */
  all('.bytes').forEach((view) => {
    const fields = all('.fields li', view);
    const lit = [];
    const dark = () => { lit.splice(0).forEach((element) => element.classList.remove('lit')); };
    const light = (number) => {
      dark();
      const field = fields[number];
      if (!field) { return; }
      const depth = (li) => Number(li.className.match(/d(\d)/)[1]);
      let end = number + 1;
      while (end < fields.length && depth(fields[end]) > depth(field)) { end++; }
      lit.push(field);
      all('.dump [data-f]', view).forEach((bytes) => {
        const f = Number(bytes.dataset.f);
        if (f >= number && f < end) { lit.push(bytes); }
      });
      lit.forEach((element) => element.classList.add('lit'));
    };
    const show = (element) => { if (element) { element.scrollIntoView({ block: 'nearest' }); } };
    const number = (event) => {
      const element = event.target.closest('[data-f]');
      return element ? Number(element.dataset.f) : -1;
    };
    view.addEventListener('mouseover', (event) => {
      if (number(event) >= 0) { light(number(event)); }
    });
    view.addEventListener('click', (event) => {
      const n = number(event);
      if (n >= 0) { light(n); show(event.target.closest('.dump') ? fields[n] : lit[1]); }
    });
    const focus = (n) => {
      fields.forEach((field, i) => { field.tabIndex = i === n ? 0 : -1; });
    };
    focus(0);
    view.addEventListener('focusin', (event) => {
      const n = number(event);
      if (n >= 0) { focus(n); light(n); show(lit[1]); }
    });
    view.addEventListener('keydown', (event) => {
      const n = number(event);
      const step = { ArrowDown: 1, ArrowUp: -1, Home: -n, End: fields.length - 1 - n }[event.key];
      if (n >= 0 && step !== undefined && fields[n + step]) {
        event.preventDefault();
        focus(n + step);
        fields[n + step].focus();
      }
    });
  });

  /* a link into something closed opens it */
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    for (let e = target; e; e = e.parentElement) { if (e.tagName === 'DETAILS') { e.open = true; } }
    target.scrollIntoView({ block: target.closest('.fields') ? 'center' : 'start' });
    if (target.closest('.fields')) { target.focus({ preventScroll: true }); }
  };
  addEventListener('hashchange', open);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.getAttribute('href') === location.hash) { open(); }
  });
  open();

  /* on paper nothing can be opened */
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open]):not(.hello)');
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener('afterprint', () => { closed.forEach((details) => { details.open = false; }); });
})();
