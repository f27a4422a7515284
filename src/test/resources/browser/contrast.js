// The contrast of every text with what is behind it, after WCAG 2: at least 4.5, or 3 where large.
(() => {
  const parse = (color) => {
    const parts = color.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(e).backgroundColor);
      if (alpha === 1) {
        return rgb;
      }
    }
    return [255, 255, 255];
  };
  // In a picture, the last shape before the text that is painted and covers its middle.
  const painted = (text) => {
    const box = text.getBoundingClientRect();
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    let found = behind(text.closest('svg').parentElement);
    for (const shape of text.closest('svg').querySelectorAll('rect, circle, text')) {
      if (shape === text) {
        break;
      }
      const b = shape.getBoundingClientRect();
      const fill = getComputedStyle(shape).fill;
      if (shape.tagName !== 'text' && fill !== 'none' && b.left <= x && x <= b.right && b.top <= y && y <= b.bottom) {
        found = parse(fill).rgb;
      }
    }
    return found;
  };
  const poor = [];
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest('script, title, desc, .skip')) {
      continue;
    }
    const style = getComputedStyle(element);
    const drawn = element.namespaceURI.endsWith('svg');
    const ratio = drawn ? contrast(parse(style.fill).rgb, painted(element)) : contrast(parse(style.color).rgb, behind(element));
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    checked++;
    if (ratio < (large ? 3 : 4.5)) {
      poor.push(`${ratio.toFixed(2)} ${element.className.baseVal ?? element.className} "${node.data.trim().slice(0, 40)}"`);
    }
  }
  return RESULT;
})();
