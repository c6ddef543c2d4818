// Begins the choosers of images that a page holds: Wagtail would do it by a script written in the page.
for (const place of document.querySelectorAll("[data-image-chooser]")) {
  new window.ImageChooser(place.dataset.imageChooser, JSON.parse(place.dataset.options));
}
