// The page of one answer.
import { enliven } from "./card.js";

document.querySelectorAll(".answer").forEach((card) => enliven(card));
