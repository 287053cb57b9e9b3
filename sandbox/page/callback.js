/** The page at which a sign-in ends. */

const address = document.getElementById("address");
const said = document.getElementById("said");
address.value = location.href;

document.getElementById("copy").addEventListener("click", async () => {
  address.select();
  try {
    await navigator.clipboard.writeText(address.value);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Your browser did not allow it. Press Ctrl+C.";
  }
});
