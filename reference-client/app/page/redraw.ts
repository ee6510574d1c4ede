let draw: () => void = () => undefined;

/** Sets what draws the page. */
export function onRedraw(drawing: () => void): void {
  draw = drawing;
}

/** Draws the page anew after its state has changed. */
export const redraw = (): void => draw();
