// Begins the choosers of images that a page holds: Wagtail would do it by a script written in the page.
// Whatever the order of the scripts, Wagtail's own is there once the page is.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-image-chooser]")) {
    new window.ImageChooser(place.dataset.imageChooser, JSON.parse(place.dataset.options));
  }
});
