// What scripts say, as the page brought it.
export const words = JSON.parse(document.getElementById("words").textContent);
