from wagtail import hooks

from backoffice import menu, panels

# After every other application has had its say.
hooks.register("construct_main_menu", menu.gather, order=1000)
hooks.register("construct_homepage_panels", panels.place_panels, order=1000)
