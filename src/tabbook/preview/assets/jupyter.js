// The page that waits for JupyterLab: asks for the notebook's address there, and goes to it.
(async () => {
  "use strict";
  const status = document.querySelector("[role=status]");
  try {
    const answer = await fetch(location.href, { method: "POST" });
    const { address, problem } = await answer.json();
    if (address) location.replace(address);
    else status.textContent = problem;
  } catch {
    status.textContent = "The preview does not answer: start it again.";
  }
})();
