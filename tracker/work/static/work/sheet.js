// The box of a file speaks Chinese and says which file was chosen.
for (const input of document.querySelectorAll("input[type=file]")) {
  input.hasChangeListener = true; // the admin's own listener looks for a text box that is not here
}
for (const zone of document.querySelectorAll("[data-choose]")) {
  zone.classList.add("dc-has-script");
  const chosen = zone.querySelector("[data-chosen]");
  zone.querySelector("input[type=file]").addEventListener("change", (event) => {
    chosen.textContent = event.target.files[0]?.name ?? "";
  });
}
