/* Elements are made here, and text of peers only ever becomes text. */

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'onclick') node.addEventListener('click', value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Puts these in the place of what is in a node. */
export function replace(node, ...children) {
  node.replaceChildren();
  return fill(node, {}, children);
}

export const byId = (id) => document.getElementById(id);

/** Sets text only where it is another: a node that stays the same costs no layout. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const SIGNS = { ok: '✓', warning: '!', failed: '✗', denied: '⊘' };

/** What a ClientHello said: a name, none, or nothing was seen. */
export function sniText(sni) {
  return sni === undefined ? '–' : sni === false ? 'none' : sni;
}

const two = (n) => String(n).padStart(2, '0');

export function clock(millis) {
  const at = new Date(millis);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function duration(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 100000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

let toastTimer;

/** A word about what was just done. */
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.classList.add('shows');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.classList.remove('shows');
    box.textContent = '';
  }, 4000);
}
