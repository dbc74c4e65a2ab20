import {
  to = rebilly_plan.monthly
  identity = {
    id = "plan_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
