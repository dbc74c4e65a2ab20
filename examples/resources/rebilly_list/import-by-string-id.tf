import {
  to = rebilly_list.countries
  id = "lst_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
