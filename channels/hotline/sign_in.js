// Exchanges the token for a session; the token is kept in no storage that a script can read.
const form = document.getElementById("sign-in"), token = document.getElementById("token");
const problem = document.getElementById("problem");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  try {
    const response = await fetch("/desk/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: token.value.trim() }),
    });
    if (response.ok) { location.reload(); return; }
    problem.textContent = (await response.json()).error.message;
  } catch {
    problem.textContent = form.dataset.offline;
  }
  token.select();
});
