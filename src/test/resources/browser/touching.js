// The pairs of texts below and beside the axes of a picture that touch each other.
(() => {
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return [...document.querySelectorAll('section.matrix svg.chart')].flatMap((svg) => {
    const texts = [...svg.querySelectorAll('text.tick, text.name')];
    return texts.flatMap((text, i) =>
      texts
        .slice(i + 1)
        .filter((other) => touch(text.getBoundingClientRect(), other.getBoundingClientRect()))
        .map((other) => `"${text.textContent}" and "${other.textContent}"`)
    );
  });
})();
