// Sorts, filters and changes the theme; the page is complete without it.
'use strict';
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById('data').textContent);

  // --- Theme: the system's, light or dark. A file may not be allowed to remember it.
  const THEMES = ['system', 'light', 'dark'];
  const remembered = () => {
    try {
      return localStorage.getItem('gradaudit-theme');
    } catch {
      return null;
    }
  };
  const button = document.getElementById('theme');
  let theme = THEMES.includes(remembered()) ? remembered() : 'system';
  const show = () => {
    if (theme === 'system') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
    button.textContent = 'Theme: ' + theme;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    show();
    try {
      localStorage.setItem('gradaudit-theme', theme);
    } catch {
      // Then it holds until the page is left.
    }
  });
  button.hidden = false;
  show();

  // --- Sorting: by text, or by number, where integers of any size keep their order.
  const key = (cell, numeric) => {
    const text = (cell.dataset.value ?? cell.textContent).trim();
    if (!numeric) {
      return text;
    }
    if (/^-?\d+$/.test(text)) {
      return BigInt(text);
    }
    const special = { inf: Infinity, '-inf': -Infinity, nan: Infinity };
    const value = text in special ? special[text] : Number.parseFloat(text);
    return Number.isNaN(value) ? -Infinity : value;
  };
  const collator = new Intl.Collator('en', { numeric: true });
  const compare = (a, b) => (typeof a === 'string' ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0);

  const sort = (table, head) => {
    const column = head.cellIndex;
    const numeric = head.dataset.sort === 'number';
    const first = numeric ? 'descending' : 'ascending';
    const now = head.getAttribute('aria-sort');
    const next = !now ? first : now === 'ascending' ? 'descending' : 'ascending';
    for (const other of head.parentElement.cells) {
      other.removeAttribute('aria-sort');
    }
    head.setAttribute('aria-sort', next);
    const sign = next === 'ascending' ? 1 : -1;
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => [key(row.cells[column], numeric), row]);
    // Array.prototype.sort is stable: equal rows keep their sequence.
    keyed.sort((a, b) => sign * compare(a[0], b[0]));
    body.append(...keyed.map(([, row]) => row));
  };

  for (const head of document.querySelectorAll('th[data-sort]')) {
    const control = document.createElement('button');
    control.type = 'button';
    control.append(...head.childNodes);
    control.addEventListener('click', () => sort(head.closest('table'), head));
    head.append(control);
  }

  // --- Filtering: rows that hold every word, and for scenarios an outcome.
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text) {
      made.textContent = text;
    }
    return made;
  };

  const filterable = (table, what) => {
    const tools = element('div', 'tools');
    const label = element('label', '', 'Filter ' + what + ' ');
    const input = element('input');
    input.type = 'search';
    label.append(input);
    const shown = element('span', 'shown');
    shown.setAttribute('role', 'status');
    let outcome = '';
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        const matches =
          words.every((word) => text.includes(word)) && (!outcome || row.querySelector('.' + outcome));
        row.hidden = !matches;
        count += matches ? 1 : 0;
      }
      const all = table.tBodies[0].rows.length;
      shown.textContent = count === all ? `${all} ${what}` : `${count} of ${all} ${what}`;
    };
    input.addEventListener('input', apply);
    tools.append(label);
    if (what === 'scenarios') {
      const outcomes = [['all', ''], ['failed', 'status.failed'], ['errors', 'status.error'], ['differs', 'differs']];
      const buttons = outcomes
        .filter(([, selector]) => !selector || table.querySelector('.' + selector))
        .map(([name, selector]) => {
          const choice = element('button', '', name);
          choice.type = 'button';
          choice.setAttribute('aria-pressed', String(!selector));
          choice.addEventListener('click', () => {
            outcome = selector;
            buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === choice)));
            apply();
          });
          return choice;
        });
      if (buttons.length > 1) {
        tools.append(...buttons);
      }
    }
    tools.append(shown);
    table.parentElement.before(tools);
    apply();
    return { tools, apply };
  };

  // --- The comparisons that the page does not show, from its data.
  const cell = (content, column, table) => {
    const [text, value] = Array.isArray(content) ? content : [content, content];
    const made = element('td', table.tHead.rows[0].cells[column].className, text);
    if (value !== text) {
      made.dataset.value = value;
    }
    return made;
  };
  for (const table of document.querySelectorAll('table[data-filter]')) {
    const { tools, apply } = filterable(table, table.dataset.filter);
    const scenario = data.scenarios[table.dataset.scenario];
    const rows = scenario ? scenario.comparisons : [];
    if (rows.length > table.tBodies[0].rows.length) {
      const all = element('button', '', `Show all ${rows.length}`);
      all.type = 'button';
      all.addEventListener('click', () => {
        const made = rows.map((content) => {
          const row = element('tr');
          row.append(...content.map((text, column) => cell(text, column, table)));
          return row;
        });
        table.tBodies[0].replaceChildren(...made);
        table.querySelectorAll('[aria-sort]').forEach((head) => head.removeAttribute('aria-sort'));
        table.caption.textContent =
          rows.length === scenario.total_comparisons
            ? `All ${rows.length} comparisons, the furthest apart first`
            : `The ${rows.length} of ${scenario.total_comparisons} comparisons furthest apart`;
        all.remove();
        apply();
      });
      tools.append(all);
    }
  }

  // --- A link to a scenario opens it, and paper has no lids.
  const openTarget = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.matches('details')) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', openTarget);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) {
      openTarget();
    }
  });
  openTarget();
})();
