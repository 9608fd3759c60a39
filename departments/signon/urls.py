"""The addresses of signing on; of allauth and django-cas-ng no others are open."""

from django.urls import path

from departments.signon import views
from departments.signon.second_factor import views as second_factor

urlpatterns = [
    path("oidc/<str:name>/", views.oidc_begin, name="sign_on_oidc"),
    path("oidc/<str:name>/back/", views.oidc_callback, name="sign_on_oidc_callback"),
    path("cas/", views.cas_back, name="sign_on_cas"),
    path("cas/begin/", views.cas_begin, name="sign_on_cas_begin"),
    path("second-factor/", second_factor.ask, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up_page, name="second_factor_set_up"),
]
